namespace Federated.Protocol.Work;

/// <summary>Why a node will not send an update.</summary>
/// <param name="Code">The code of the failure at the node, for example <c>FED-1502</c>.</param>
/// <param name="Reason">For the coordinator's log; not put in the ledger. At most 500 characters.</param>
public sealed record DeclineRequest(string Code, string Reason);

namespace Federated.Protocol.Registry;

/// <summary>Why something is taken back.</summary>
/// <param name="Reason">1 to 500 characters.</param>
public sealed record ReasonRequest(string Reason);

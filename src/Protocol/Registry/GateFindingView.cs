namespace Federated.Protocol.Registry;

/// <summary>What a gate says of a model.</summary>
/// <param name="Track">The track.</param>
/// <param name="Gate">The gate.</param>
/// <param name="Met">True when the model may pass.</param>
/// <param name="Finding">What was got and wanted.</param>
public sealed record GateFindingView(string Track, GateView Gate, bool Met, string Finding);

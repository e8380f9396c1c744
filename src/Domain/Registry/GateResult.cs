namespace Federated.Domain.Registry;

/// <summary>What a gate says of a model.</summary>
/// <param name="Gate">The gate.</param>
/// <param name="Met">True when the model may pass.</param>
/// <param name="Finding">What was got and wanted, for people.</param>
public sealed record GateResult(QualityGate Gate, bool Met, string Finding);

namespace Federated.Protocol.Runs;

/// <summary>A coordinator changes the noise of an adaptive run.</summary>
/// <param name="NoiseMultiplier">z, at most six decimals, an eighth to eight times the plan's.</param>
public sealed record TuneRequest(double NoiseMultiplier);

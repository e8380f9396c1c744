namespace Federated.Protocol.Runs;

/// <summary>From when the new noise holds.</summary>
/// <param name="FromRound">The first round with it: the first that was not reserved.</param>
public sealed record TuneResponse(int FromRound);

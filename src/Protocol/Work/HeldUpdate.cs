using Federated.Domain.Rounds;

namespace Federated.Protocol.Work;

/// <summary>An update that a node keeps on its own disk until the round is closed.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round's number.</param>
public sealed record HeldUpdate(RunId Run, int Round);

using System.Collections.Immutable;

namespace Federated.Protocol.Work;

/// <summary>What a node has to do, and what it may forget.</summary>
/// <param name="Assignments">Work to do now; empty when the wait passed without any.</param>
/// <param name="Closed">Held updates that may be dropped.</param>
public sealed record WorkResponse(ImmutableArray<Assignment> Assignments, ImmutableArray<ClosedRound> Closed);

using System.Collections.Immutable;

namespace Federated.Grains.Abstractions.Partner;

/// <summary>Work for a node.</summary>
/// <param name="Assignments">What to do now: one assignment, whichever run is next (Federated.Domain.Rounds.WorkSchedule).</param>
/// <param name="Closed">Held rounds that are over.</param>
[GenerateSerializer, Immutable, Alias("federated.WorkReply")]
public sealed record WorkReply([property: Id(0)] ImmutableArray<AssignmentMessage> Assignments, [property: Id(1)] ImmutableArray<ClosedRoundMessage> Closed);

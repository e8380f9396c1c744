using System.Collections.Immutable;

namespace Federated.Grains.Abstractions.Round;

/// <summary>Where a round stands.</summary>
/// <param name="Exists">False when there is no such round.</param>
/// <param name="Phase">collecting, sealing, sealed, committed or abandoned.</param>
/// <param name="Deadline">When it stops waiting.</param>
/// <param name="Members">The cohort.</param>
[GenerateSerializer, Immutable, Alias("federated.RoundStatusMessage")]
public sealed record RoundStatusMessage(
    [property: Id(0)] bool Exists, [property: Id(1)] string Phase, [property: Id(2)] DateTimeOffset Deadline, [property: Id(3)] ImmutableArray<MemberMessage> Members);

using System.Collections.Immutable;

namespace Federated.Grains.Abstractions.Run;

/// <summary>The federation starts a run.</summary>
/// <param name="Plan">The canonical plan, JSON.</param>
/// <param name="Partners">The partners that the run may draw from.</param>
/// <param name="OperationId">Names this command.</param>
[GenerateSerializer, Immutable, Alias("federated.StartRun")]
public sealed record StartRun(
    [property: Id(0)] string Plan, [property: Id(1)] ImmutableArray<string> Partners, [property: Id(2)] string OperationId);

namespace Federated.Grains.Abstractions.Federation;

/// <summary>A coordinator launches a run.</summary>
/// <param name="Plan">The plan as JSON.</param>
/// <param name="Run">The run id, or null to have one made.</param>
/// <param name="OperationId">Names this command; a repeat gives the same answer and launches nothing twice.</param>
[GenerateSerializer, Immutable, Alias("federated.LaunchRun")]
public sealed record LaunchRun([property: Id(0)] string Plan, [property: Id(1)] string? Run, [property: Id(2)] string OperationId);

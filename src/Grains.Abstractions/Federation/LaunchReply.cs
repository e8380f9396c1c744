namespace Federated.Grains.Abstractions.Federation;

/// <summary>The run that was launched, or why it was not.</summary>
/// <param name="Failure">Null on success.</param>
/// <param name="Run">The run.</param>
/// <param name="PlanHash">Hash of the canonical plan.</param>
/// <param name="InitialModel">Hash of the initial model file.</param>
[GenerateSerializer, Immutable, Alias("federated.LaunchReply")]
public sealed record LaunchReply(
    [property: Id(0)] Failure? Failure, [property: Id(1)] string Run, [property: Id(2)] string PlanHash, [property: Id(3)] string InitialModel);

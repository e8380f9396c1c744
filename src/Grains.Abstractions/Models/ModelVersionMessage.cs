namespace Federated.Grains.Abstractions.Models;

/// <summary>A committed model.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">0 for the initial model.</param>
/// <param name="Model">Hash of the model file.</param>
/// <param name="Parent">The model it was made from, or null.</param>
/// <param name="CommittedAt">When the ledger took it.</param>
[GenerateSerializer, Immutable, Alias("federated.ModelVersionMessage")]
public sealed record ModelVersionMessage(
    [property: Id(0)] string Run, [property: Id(1)] int Round, [property: Id(2)] string Model, [property: Id(3)] string? Parent,
    [property: Id(4)] DateTimeOffset CommittedAt);

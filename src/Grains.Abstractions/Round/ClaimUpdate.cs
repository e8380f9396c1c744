namespace Federated.Grains.Abstractions.Round;

/// <summary>An intake claims a staged update.</summary>
/// <param name="Partner">Who sent it.</param>
/// <param name="UpdateHash">SHA-256 of the uploaded bytes, hex.</param>
/// <param name="WeightUnits">Weight in units of 2^-20.</param>
/// <param name="IntakeId">The process start that holds the staged update.</param>
/// <param name="OperationId">Names this command.</param>
[GenerateSerializer, Immutable, Alias("federated.ClaimUpdate")]
public sealed record ClaimUpdate(
    [property: Id(0)] string Partner, [property: Id(1)] string UpdateHash, [property: Id(2)] long WeightUnits,
    [property: Id(3)] string IntakeId, [property: Id(4)] string OperationId);

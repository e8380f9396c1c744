namespace Federated.Grains.Abstractions.Round;

/// <summary>A claim that an intake is believed to hold.</summary>
/// <param name="Partner">Who.</param>
/// <param name="UpdateHash">The claimed hash, hex.</param>
[GenerateSerializer, Immutable, Alias("federated.ExpectedMember")]
public sealed record ExpectedMember([property: Id(0)] string Partner, [property: Id(1)] string UpdateHash);

namespace Federated.Grains.Abstractions.Round;

/// <summary>A member's update that an intake keeps by itself, for a robust rule.</summary>
/// <param name="Partner">Who.</param>
/// <param name="Blob">The hash of the blob that holds it, hex.</param>
[GenerateSerializer, Immutable, Alias("federated.KeptUpdate")]
public sealed record KeptUpdateMessage([property: Id(0)] string Partner, [property: Id(1)] string Blob);

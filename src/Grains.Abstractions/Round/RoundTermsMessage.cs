using Federated.Domain.Privacy;

namespace Federated.Grains.Abstractions.Round;

/// <summary>The clip norm and noise multiplier of one round.</summary>
/// <param name="ClipNorm">C; null in mode <c>none</c>.</param>
/// <param name="NoiseMultiplier">z; null in mode <c>none</c>.</param>
[GenerateSerializer, Immutable, Alias("federated.RoundTerms")]
public sealed record RoundTermsMessage([property: Id(0)] double? ClipNorm, [property: Id(1)] double? NoiseMultiplier)
{
    /// <summary>The terms as a message.</summary>
    public static RoundTermsMessage Of(RoundTerms terms) => new(terms.ClipNorm, terms.NoiseMultiplier);

    /// <summary>The terms in the message.</summary>
    public RoundTerms ToTerms() => new(ClipNorm, NoiseMultiplier);
}

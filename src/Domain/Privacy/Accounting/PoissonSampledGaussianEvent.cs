namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// One release with Gaussian noise over a Poisson sample: every unit is in with probability q, independently, drawn by a CSPRNG, and an
/// empty sample releases noise too. A cohort of fixed size, or a shuffled one, is not this (2411.04205). The sample must be hidden from
/// whom the guarantee is for.
/// </summary>
/// <param name="NoiseMultiplier">Standard deviation over the clip norm; finite and positive, else FED-1001.</param>
/// <param name="SamplingRate">q, above 0 and at most 1, else FED-1001.</param>
public sealed record PoissonSampledGaussianEvent(double NoiseMultiplier, double SamplingRate) : PrivacyEvent
{
    /// <summary>Standard deviation over the clip norm.</summary>
    public double NoiseMultiplier { get; } = Parameter.Positive("a noise multiplier", NoiseMultiplier);

    /// <summary>q, the probability that a unit takes part.</summary>
    public double SamplingRate { get; } = Parameter.Rate("a sampling rate", SamplingRate);
}

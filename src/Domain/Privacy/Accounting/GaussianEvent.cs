namespace Federated.Domain.Privacy.Accounting;

/// <summary>One release of a sum of clipped vectors with Gaussian noise, in which every unit takes part.</summary>
/// <param name="NoiseMultiplier">Standard deviation over the clip norm; finite and positive, else FED-1001.</param>
public sealed record GaussianEvent(double NoiseMultiplier) : PrivacyEvent
{
    /// <summary>Standard deviation over the clip norm.</summary>
    public double NoiseMultiplier { get; } = Parameter.Positive("a noise multiplier", NoiseMultiplier);
}

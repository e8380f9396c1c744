namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// A Poisson sample cut to <paramref name="MaxBatch"/> units, chosen uniformly, when it is larger; accounted under add-or-remove. A cut
/// may swap a unit for another, so that branch has twice the sensitivity (dp_accounting, supplement 5.3).
/// </summary>
/// <param name="NoiseMultiplier">Standard deviation over the clip norm; finite and positive, else FED-1001.</param>
/// <param name="SamplingRate">q, above 0 and at most 1, else FED-1001.</param>
/// <param name="DatasetSize">Units in the data set, at least 1, else FED-1001.</param>
/// <param name="MaxBatch">The most units in a batch, at least 1, else FED-1001.</param>
public sealed record TruncatedPoissonGaussianEvent(double NoiseMultiplier, double SamplingRate, int DatasetSize, int MaxBatch) : PrivacyEvent
{
    /// <summary>Standard deviation over the clip norm.</summary>
    public double NoiseMultiplier { get; } = Parameter.Positive("a noise multiplier", NoiseMultiplier);

    /// <summary>q, the probability that a unit is drawn before the cut.</summary>
    public double SamplingRate { get; } = Parameter.Rate("a sampling rate", SamplingRate);

    /// <summary>Units in the data set.</summary>
    public int DatasetSize { get; } = Parameter.AtLeast("a data set size", DatasetSize, 1);

    /// <summary>The most units in a batch.</summary>
    public int MaxBatch { get; } = Parameter.AtLeast("a largest batch", MaxBatch, 1);
}

namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// One release over a uniformly random subset of fixed size, accounted by RDP under replace-one (Wang, Balle, Kasiviswanathan,
/// 1808.00087, Theorem 27); there is no PLD for it here.
/// </summary>
/// <param name="ReplaceOneNoiseMultiplier">Standard deviation over the replace-one sensitivity, 2C for clipped sums; finite and
/// positive, else FED-1001.</param>
/// <param name="SampleSize">Units in the subset, from 1 to <paramref name="DatasetSize"/>, else FED-1001.</param>
/// <param name="DatasetSize">Units in the data set.</param>
public sealed record WithoutReplacementGaussianEvent(double ReplaceOneNoiseMultiplier, int SampleSize, int DatasetSize) : PrivacyEvent
{
    /// <summary>Standard deviation over the replace-one sensitivity (2C).</summary>
    public double ReplaceOneNoiseMultiplier { get; } = Parameter.Positive("a noise multiplier", ReplaceOneNoiseMultiplier);

    /// <summary>Units in the subset.</summary>
    public int SampleSize { get; } = Parameter.AtLeast("a sample size", SampleSize, 1);

    /// <summary>Units in the data set, at least the sample.</summary>
    public int DatasetSize { get; } = Parameter.AtLeast("a data set size", DatasetSize, SampleSize);
}

namespace Federated.Domain.Plans;

/// <summary>
/// Lets the clip norm of <c>partner-central</c> follow a quantile of the updates' norms, from noised counts alone (Andrew et
/// al., 1905.03871). <see cref="PrivacyPlan.ClipNorm"/> is then the first round's, and
/// <see cref="PrivacyPlan.NoiseMultiplier"/> is what sum and count cost together.
/// </summary>
public sealed record AdaptiveClipPlan
{
    /// <summary>gamma: the fraction of norms that should be at or below the clip norm, 0 to 1.</summary>
    public double Quantile { get; init; } = 0.5;

    /// <summary>eta: C becomes C exp(-eta (b - gamma)) after a round, b being the noised fraction. Above 0, at most 1.</summary>
    public double LearningRate { get; init; } = 0.2;

    /// <summary>sigma_b: the standard deviation of the noise on the count; a twentieth of the cohort when absent. More than half of the noise multiplier.</summary>
    public double? CountDeviation { get; init; }

    /// <summary>The smallest clip norm; a thirty-second of the first one when absent.</summary>
    public double? SmallestClip { get; init; }

    /// <summary>The largest clip norm, at most 1,024 times the smallest; 32 times the first one when absent.</summary>
    public double? LargestClip { get; init; }
}

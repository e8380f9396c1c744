using Federated.Domain.Errors;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>
/// A clip norm that follows a quantile of the update norms, from noised counts alone (Andrew, Thakkar, McMahan and Ramaswamy,
/// "Differentially Private Learning with Adaptive Clipping", 1905.03871, algorithm 1). An immutable state: a round gives the next.
/// </summary>
/// <remarks>
/// <para>
/// <b>The count.</b> Member i contributes +1 if its norm is at most C and -1 otherwise: twice the paper's centred b_i - 1/2, so that it is
/// a whole number. Adding or removing a member moves the sum by 1. With noise of standard deviation 2 sigma_b on it, on a grid of 2^-30,
/// b = 1/2 + sum / (2 m) with a constant m, clamped to [0, 1].
/// </para>
/// <para>
/// <b>Guarantee.</b> Sum and count together cost what one Gaussian release with multiplier z costs, if the sum's noise has the
/// multiplier z_D = (z^-2 - (2 sigma_b)^-2)^(-1/2) (theorem 1); <see cref="SumMultiplier"/>. All rounds have the same z, so a schedule
/// declared in advance covers them though C depends on earlier releases. C itself is a function of noised counts and public.
/// </para>
/// <para>
/// <b>Limit.</b> z must be below 2 sigma_b. With few members the count's noise swamps the count: m = 10 and sigma_b = m / 20 = 0.5 allow
/// no z of 1 or more. Then raise sigma_b or fix C. The grid of a run is fixed while C moves, so C is held within public limits.
/// </para>
/// </remarks>
public sealed record AdaptiveClip
{
    /// <summary>The paper's eta.</summary>
    public const double DefaultLearningRate = 0.2;

    /// <summary>The paper's gamma.</summary>
    public const double DefaultQuantile = 0.5;

    /// <summary>The paper's C_0.</summary>
    public const double DefaultClip = 0.1;

    /// <summary>The grid of the count's noise: units of 2^-30, so fine that continuous accounting holds for it as for the sum.</summary>
    public const int CountFractionalBits = 30;

    private const double MembersToCountDeviation = 20;

    /// <summary>The clip norm of the coming round.</summary>
    public double Clip { get; init; } = DefaultClip;

    /// <summary>gamma, the wanted fraction of norms at or below C, from 0 to 1. Default 0.5.</summary>
    public double Quantile { get; init; } = DefaultQuantile;

    /// <summary>eta, positive. Default 0.2.</summary>
    public double LearningRate { get; init; } = DefaultLearningRate;

    /// <summary>m, a constant of the plan: the cohort, or the lot in record-central mode. At least 1.</summary>
    public required int Members { get; init; }

    /// <summary>sigma_b: the standard deviation of the noise on the count of the b_i.</summary>
    public required double CountDeviation { get; init; }

    /// <summary>The smallest clip norm, positive. Default 2^-20.</summary>
    public double SmallestClip { get; init; } = 1.0 / (1 << 20);

    /// <summary>The largest clip norm. Default 2^20.</summary>
    public double LargestClip { get; init; } = 1 << 20;

    /// <summary>How C moves. Default geometric.</summary>
    public AdaptiveClipRule Rule { get; init; }

    /// <summary>sigma_b = m / 20, the paper's default.</summary>
    public static double DefaultCountDeviation(int members) => members / MembersToCountDeviation;

    /// <summary>z_D, the noise multiplier that the sum gets so that sum and count together cost z.</summary>
    /// <param name="noiseMultiplier">z.</param>
    /// <param name="countDeviation">sigma_b.</param>
    /// <exception cref="FederatedException">FED-1001: not finite and positive, or z is 2 sigma_b or more.</exception>
    public static double SumMultiplier(double noiseMultiplier, double countDeviation)
    {
        MechanismChecks.Positive("a noise multiplier", noiseMultiplier);
        MechanismChecks.Positive("a standard deviation of the clip count", countDeviation);
        if (noiseMultiplier >= 2 * countDeviation)
            throw MechanismChecks.Invalid($"Got a noise multiplier of {MechanismChecks.Text(noiseMultiplier)} with a clip count noised by " +
                $"{MechanismChecks.Text(countDeviation)}, wanted less than {MechanismChecks.Text(2 * countDeviation)}: the count alone would cost more than " +
                $"the plan allows. Raise the count's noise above {MechanismChecks.Text(noiseMultiplier / 2)} or fix the clip norm.");
        // The difference of squares as a product, which loses no digits where z is near 2 sigma_b.
        var twice = 2 * countDeviation;
        return noiseMultiplier * twice / Math.Sqrt((twice - noiseMultiplier) * (twice + noiseMultiplier));
    }

    /// <summary>Refuses numbers out of range.</summary>
    /// <exception cref="FederatedException">FED-1001.</exception>
    public void Validate()
    {
        MechanismChecks.Positive("a learning rate of the clip norm", LearningRate);
        MechanismChecks.Positive("a standard deviation of the clip count", CountDeviation);
        MechanismChecks.Positive("a smallest clip norm", SmallestClip);
        MechanismChecks.Positive("a largest clip norm", LargestClip);
        if (Members < 1)
            throw MechanismChecks.Invalid($"Got {Members} members, wanted at least 1. Correct the plan.");
        if (!(Quantile is >= 0 and <= 1))
            throw MechanismChecks.Invalid($"Got a quantile of {MechanismChecks.Text(Quantile)}, wanted 0 to 1. Correct the plan.");
        if (!(Clip >= SmallestClip && Clip <= LargestClip))
            throw MechanismChecks.Invalid($"Got a clip norm of {MechanismChecks.Text(Clip)}, wanted {MechanismChecks.Text(SmallestClip)} to " +
                $"{MechanismChecks.Text(LargestClip)}. Correct the plan.");
    }

    /// <summary>What a member adds to the count: 1 if its norm is at most C, else -1; a norm that is not a number counts as above.</summary>
    public int Vote(double norm) => norm <= Clip ? 1 : -1;

    /// <summary>sigma of the count of votes in units of 2^-<see cref="CountFractionalBits"/>, rounded up: at least 2 sigma_b.</summary>
    /// <exception cref="FederatedException">FED-1001: sigma_b is not finite and positive, or above 2^17.</exception>
    public static long CountSigmaUnits(double countDeviation)
    {
        MechanismChecks.Positive("a standard deviation of the clip count", countDeviation);
        var sigma = Math.Ceiling(Math.ScaleB(countDeviation, CountFractionalBits + 1));
        return sigma <= DiscreteGaussian.MaxSigma
            ? (long)sigma
            : throw MechanismChecks.Invalid($"Got a clip count noised by {MechanismChecks.Text(countDeviation)}, wanted at most 2^17. Correct the plan.");
    }

    /// <summary>The count of votes with its noise, N_Z(0, sigma^2) on the grid of <see cref="CountSigmaUnits"/>.</summary>
    /// <param name="votes">The sum of the <see cref="Vote"/>s of the members that answered.</param>
    /// <param name="stream">Fresh, secret bytes.</param>
    public double Noised(long votes, IRandomStream stream) =>
        votes + Math.ScaleB(new DiscreteGaussian(CountSigmaUnits(CountDeviation)).Draw(stream), -CountFractionalBits);

    /// <summary>The state after a round.</summary>
    /// <param name="noisedVotes">The sum of the <see cref="Vote"/>s of the members that answered, plus noise. Absent members count as half
    /// below and half above, for m is fixed.</param>
    public AdaptiveClip After(double noisedVotes)
    {
        if (!double.IsFinite(noisedVotes))
            throw new ArgumentOutOfRangeException(nameof(noisedVotes), noisedVotes, "Wanted a finite count.");
        var fraction = Math.Clamp(0.5 + (noisedVotes / (2.0 * Members)), 0, 1);
        var step = LearningRate * (fraction - Quantile);
        var next = Rule == AdaptiveClipRule.Arithmetic ? Clip - step : step >= 0 ? Clip * Decay(step) : Clip / Decay(-step);
        return this with { Clip = Math.Clamp(next, SmallestClip, LargestClip) };
    }

    // The same bits on every machine, for the next clip norm is part of a round's committed state.
    private static double Decay(double step) => FloatExponential.Negative(Math.Min(step, FloatExponential.Limit));
}

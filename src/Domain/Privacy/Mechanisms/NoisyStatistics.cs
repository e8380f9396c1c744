using System.Numerics;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>What the releases of counts, sums and histograms share.</summary>
internal static class NoisyStatistics
{
    /// <summary>Adds noise of variance z^2 D^2, exactly.</summary>
    internal static long[] AddGaussian(ReadOnlySpan<long> exact, BigInteger sensitivitySquared, double noiseMultiplier, IRandomStream stream)
    {
        MechanismChecks.Positive("a noise multiplier", noiseMultiplier);
        var (numerator, denominator) = ExactNumbers.Fraction(noiseMultiplier);
        var distribution = InRange(
            () => new DiscreteGaussian(numerator * numerator * sensitivitySquared, denominator * denominator), "noise multiplier", noiseMultiplier);
        return Add(exact, noise => distribution.Fill(noise, stream));
    }

    /// <summary>Adds noise of scale D / epsilon, exactly.</summary>
    internal static long[] AddLaplace(ReadOnlySpan<long> exact, long sensitivity, double epsilon, IRandomStream stream)
    {
        MechanismChecks.Positive("an epsilon", epsilon);
        var distribution = InRange(() => DiscreteLaplace.ForEpsilon(sensitivity, epsilon), "epsilon", epsilon);
        return Add(exact, noise => distribution.Fill(noise, stream));
    }

    internal static long Checked(Int128 value) => value < GaussianNoise.SumLimit && value > -GaussianNoise.SumLimit
        ? (long)value
        : throw FixedPointFormat.Refuse("Got a statistic of 2^62 or more in size, wanted less. Choose a coarser unit.");

    private static long[] Add(ReadOnlySpan<long> exact, Action<long[]> fill)
    {
        foreach (var value in exact)
            Checked(value);
        var released = new long[exact.Length];
        fill(released);
        for (var i = 0; i < released.Length; i++)
            released[i] += exact[i];
        return released;
    }

    private static T InRange<T>(Func<T> make, string what, double value)
    {
        try
        {
            return make();
        }
        catch (ArgumentOutOfRangeException outOfRange)
        {
            throw new FederatedException(ErrorCodes.PlanInvalid, $"Got a {what} of {MechanismChecks.Text(value)}, for which the noise is too small or too " +
                "large to draw, wanted one that makes sense. Correct the plan.", outOfRange.Message, outOfRange);
        }
    }
}

using Federated.Domain.Errors;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>Releases how many records fall into each of a list of disjoint bins, as whole numbers.</summary>
/// <remarks>
/// <b>Guarantee.</b> A record is in one bin at most. Adding or removing it moves one count by 1: sensitivity 1 in L2 and in L1.
/// Replacing it moves two: the root of 2 in L2, 2 in L1. Gaussian: the discrete Gaussian mechanism with noise multiplier z and variance
/// z^2 D^2, which is rational. Laplace: pure epsilon. <b>Limit.</b> The list of bins is public and fixed in advance, and empty bins are
/// released like any other: leaving them out, or taking the bins from the data, shows who is there.
/// </remarks>
public static class NoisyHistogram
{
    /// <summary>counts[i] + N_Z(0, z^2 D^2).</summary>
    /// <exception cref="FederatedException">FED-1001: z is out of range; FED-1004: a count is 2^62 or more in size.</exception>
    public static long[] ReleaseGaussian(ReadOnlySpan<long> counts, double noiseMultiplier, Neighbouring relation, IRandomStream stream) =>
        NoisyStatistics.AddGaussian(counts, Moved(relation), noiseMultiplier, stream);

    /// <summary>counts[i] + discrete Laplace noise of scale D_1 / epsilon.</summary>
    /// <exception cref="FederatedException">FED-1001: epsilon is out of range; FED-1004: a count is 2^62 or more in size.</exception>
    public static long[] ReleaseLaplace(ReadOnlySpan<long> counts, double epsilon, Neighbouring relation, IRandomStream stream) =>
        NoisyStatistics.AddLaplace(counts, Moved(relation), epsilon, stream);

    // Bins that move by 1: the sensitivity in L1 and the square of that in L2.
    private static int Moved(Neighbouring relation) => relation == Neighbouring.ReplaceOne ? 2 : 1;
}

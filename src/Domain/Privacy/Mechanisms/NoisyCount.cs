using System.Numerics;
using Federated.Domain.Errors;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>Releases one count of the records with some property, as a whole number.</summary>
/// <remarks>
/// <b>Guarantee.</b> The sensitivity is 1 for either relation. Gaussian: that of the discrete Gaussian mechanism with noise multiplier z
/// (2004.00010, theorem 4). Laplace: pure epsilon. <b>Limit.</b> Every release is charged; the number may be negative or above the
/// population, and cutting it afterwards costs nothing. A property chosen after seeing the data is not covered.
/// </remarks>
public static class NoisyCount
{
    /// <summary>count + N_Z(0, z^2).</summary>
    /// <exception cref="FederatedException">FED-1001: z is not within 2^-20 to 2^48; FED-1004: the count is 2^62 or more in size.</exception>
    public static long ReleaseGaussian(long count, double noiseMultiplier, IRandomStream stream) =>
        NoisyStatistics.AddGaussian([count], BigInteger.One, noiseMultiplier, stream)[0];

    /// <summary>count + discrete Laplace noise of scale 1 / epsilon.</summary>
    /// <exception cref="FederatedException">FED-1001: epsilon is not within 2^-48 to 2^40; FED-1004: the count is 2^62 or more in size.</exception>
    public static long ReleaseLaplace(long count, double epsilon, IRandomStream stream) =>
        NoisyStatistics.AddLaplace([count], 1, epsilon, stream)[0];
}

using System.Globalization;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>Adds discrete Gaussian noise to a round's exact sum, on the sum's own grid.</summary>
/// <remarks>
/// <b>Guarantee.</b> That of <see cref="NoiseScale"/>, once for each set of sums; a second call with other bytes is a second release, to be
/// charged again. <b>Limit.</b> Nothing may be released before the call returns, and never the sums as they were. The noise is drawn a
/// batch at a time, so a sum may be given in pieces: pieces whose lengths are multiples of
/// <see cref="DiscreteGaussian.BatchSize"/>, but for the last, get the same noise as the whole.
/// </remarks>
public static class GaussianNoise
{
    /// <summary>A sum below this in size cannot overflow, for noise is always below 2^61.</summary>
    public const long SumLimit = 1L << 62;

    /// <summary>sums[i] += N_Z(0, sigma^2), in place.</summary>
    /// <param name="sums">In units of the scale's grid; every coordinate of the model, also those that no update touched.</param>
    /// <param name="scale">How much noise.</param>
    /// <param name="stream">Fresh, secret bytes.</param>
    /// <exception cref="FederatedException">FED-1004: a sum is 2^62 or more in size. Nothing was added and no byte was taken then; clipped
    /// sums never meet it.</exception>
    public static void Add(Span<long> sums, NoiseScale scale, IRandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(scale);
        Add(sums, scale.Distribution(), stream);
    }

    /// <summary>As <see cref="Add(Span{long}, NoiseScale, IRandomStream)"/>, with the distribution made once for all pieces of a sum.</summary>
    /// <exception cref="FederatedException">FED-1004: a sum is 2^62 or more in size. Nothing was added and no byte was taken then.</exception>
    public static void Add(Span<long> sums, DiscreteGaussian distribution, IRandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        ArgumentNullException.ThrowIfNull(stream);
        if (sums.IsEmpty)
            return;
        CheckRoom(sums);
        var noise = new long[Math.Min(sums.Length, DiscreteGaussian.BatchSize)];
        try
        {
            while (!sums.IsEmpty)
            {
                var count = Math.Min(sums.Length, noise.Length);
                distribution.Fill(noise.AsSpan(0, count), stream);
                TensorPrimitives.Add<long>(sums[..count], noise.AsSpan(0, count), sums[..count]);
                sums = sums[count..];
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(noise.AsSpan()));
        }
    }

    /// <summary>Refuses sums to which noise cannot be added for sure.</summary>
    /// <exception cref="FederatedException">FED-1004: a sum is 2^62 or more in size.</exception>
    internal static void CheckRoom(ReadOnlySpan<long> sums)
    {
        if (TensorPrimitives.Max<long>(sums) >= SumLimit || TensorPrimitives.Min<long>(sums) <= -SumLimit)
            throw FixedPointFormat.Refuse($"Got a sum of {SumLimit.ToString(CultureInfo.InvariantCulture)} units or more, wanted less. " +
                "Use fewer fractional bits, a smaller clip norm or a smaller cohort.");
    }
}

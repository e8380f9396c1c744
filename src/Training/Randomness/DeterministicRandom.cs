using System.Numerics;

namespace Federated.Training.Randomness;

/// <summary>
/// The seedable source of everything that is not privacy-relevant: initial parameters, order of examples, partitions.
/// xoshiro256** (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021), its four words filled by
/// SplitMix64 (Steele, Lea and Flood, 2014) from the seed. The sequence for a seed never changes: results of a run depend
/// on it, on every machine. Never a source of privacy noise.
/// </summary>
public sealed class DeterministicRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    /// <param name="seed">Any value.</param>
    /// <param name="stream">Separates the uses of one seed: other streams give unrelated sequences.</param>
    public DeterministicRandom(ulong seed, ulong stream = 0)
    {
        var state = seed;
        if (stream != 0) state = SplitMix64(ref state) ^ (stream * 0xD1342543DE82EF95UL);
        s0 = SplitMix64(ref state);
        s1 = SplitMix64(ref state);
        s2 = SplitMix64(ref state);
        s3 = SplitMix64(ref state);
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="bound"/>), without bias (Lemire, 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextBelow(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (ulong)bound;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low >= range) return (int)high;
        var threshold = unchecked(0 - range) % range;
        while (low < threshold) high = Math.BigMul(NextUInt64(), range, out low);
        return (int)high;
    }

    /// <summary>Permutes in place (Fisher and Yates); every permutation is equally likely.</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = NextBelow(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>Standard normal, by Marsaglia's polar method; the second value of each pair is dropped.</summary>
    public double NextGaussian()
    {
        while (true)
        {
            var u = 2 * NextDouble() - 1;
            var v = 2 * NextDouble() - 1;
            var square = u * u + v * v;
            if (square is > 0 and < 1) return u * Math.Sqrt(-2 * Math.Log(square) / square);
        }
    }

    /// <summary>
    /// The natural logarithm of a Gamma(<paramref name="shape"/>, 1) value, by Marsaglia and Tsang (2000); for a shape
    /// below 1 by their section 6, kept as a logarithm because the value itself underflows for small shapes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The shape is not finite and positive.</exception>
    public double NextLogGamma(double shape)
    {
        if (!double.IsFinite(shape) || shape <= 0)
            throw new ArgumentOutOfRangeException(nameof(shape), shape, "must be finite and positive");
        if (shape < 1)
        {
            var boosted = NextLogGamma(shape + 1);
            return boosted + Math.Log(1 - NextDouble()) / shape;
        }
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = NextGaussian();
            var root = 1 + c * x;
            if (root <= 0) continue;
            var v = root * root * root;
            var u = 1 - NextDouble();
            if (Math.Log(u) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return Math.Log(d) + Math.Log(v);
        }
    }

    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}

using Federated.Domain.Models;

namespace Federated.Training.Randomness;

/// <summary>
/// The seedable source of everything that is not privacy-relevant: initial parameters, order of examples, partitions.
/// xoshiro256** (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021), its four words filled by
/// SplitMix64 (Steele, Lea and Flood, 2014) from the seed: <see cref="SeededRandom"/>, with streams and the draws that partitions need. The sequence for a seed never changes: results of a run depend
/// on it, on every machine. Never a source of privacy noise.
/// </summary>
public sealed class DeterministicRandom
{
    private readonly SeededRandom _core;

    /// <param name="seed">Any value.</param>
    /// <param name="stream">Separates the uses of one seed: other streams give unrelated sequences.</param>
    public DeterministicRandom(ulong seed, ulong stream = 0)
    {
        var state = seed;
        if (stream != 0) state = SplitMix64(ref state) ^ (stream * 0xD1342543DE82EF95UL);
        _core = new(state);
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64() => _core.NextUInt64();

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => _core.NextDouble();

    /// <summary>Uniform in [0, <paramref name="bound"/>), without bias (Lemire, 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextBelow(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return _core.NextInt(bound);
    }

    /// <summary>Permutes in place (Fisher and Yates); every permutation is equally likely.</summary>
    public void Shuffle<T>(Span<T> values) => _core.Shuffle(values);

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

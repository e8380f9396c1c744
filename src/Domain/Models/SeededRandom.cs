using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Federated.Domain.Models;

/// <summary>
/// Repeatable pseudo-random numbers for what is not privacy-relevant: initial parameters, batches, public cohorts. The same
/// seed gives the same numbers on every machine and version. Not for noise, secret samples or keys: anyone who knows the
/// seed knows every number.
/// </summary>
/// <remarks>
/// xoshiro256** 1.0 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 1805.01407), its four words of
/// state being the first four outputs of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) from the seed. Not thread-safe.
/// </remarks>
public sealed class SeededRandom
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts the stream of <paramref name="seed"/>; every seed is good, zero too.</summary>
    public SeededRandom(ulong seed)
    {
        _s0 = SplitMix64(ref seed);
        _s1 = SplitMix64(ref seed);
        _s2 = SplitMix64(ref seed);
        _s3 = SplitMix64(ref seed);
    }

    /// <summary>
    /// A seed for one use, independent of those for other labels: the first 8 bytes, little-endian, of SHA-256 over
    /// <c>federated.seed.v1</c>, a zero byte, the seed (8 bytes, little-endian) and each label as its UTF-8 length (4 bytes,
    /// little-endian) and UTF-8 bytes.
    /// </summary>
    /// <param name="seed">The parent seed.</param>
    /// <param name="labels">What the stream is for, for example <c>"batches", "round-3"</c>.</param>
    public static ulong Derive(ulong seed, params ReadOnlySpan<string> labels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("federated.seed.v1\0"u8);
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(word, seed);
        hash.AppendData(word);
        foreach (var label in labels)
        {
            var bytes = Encoding.UTF8.GetBytes(label);
            BinaryPrimitives.WriteInt32LittleEndian(word, bytes.Length);
            hash.AppendData(word[..sizeof(int)]);
            hash.AppendData(bytes);
        }
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform on the multiples of 2^-53 in [0, 1): the upper 53 bits of <see cref="NextUInt64"/>.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// Uniform on 0 to <paramref name="maxExclusive"/> - 1 without bias: multiply and reject (Lemire, "Fast Random Integer
    /// Generation in an Interval", 1805.10941, algorithm 5, with 64-bit words).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxExclusive"/> is below 1.</exception>
    public int NextInt(int maxExclusive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxExclusive, 1);
        var range = (ulong)maxExclusive;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            var threshold = (0 - range) % range;
            while (low < threshold)
                high = Math.BigMul(NextUInt64(), range, out low);
        }
        return (int)high;
    }

    /// <summary>Puts the items in uniformly random order, in place (Fisher-Yates, from the last item down).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

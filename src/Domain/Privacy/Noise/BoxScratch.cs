namespace Federated.Domain.Privacy.Noise;

/// <summary>The working memory of one call of <see cref="BoxSampler.Fill"/>; it holds noise, so it is wiped.</summary>
internal sealed class BoxScratch
{
    internal BoxScratch(int length)
    {
        var padded = (length + 7) & ~7;
        (Words, Again, Us) = (new ulong[length], new long[length], new long[length]);
        (Marked, Places, Rejected, Exponents) = (new ushort[length], new ushort[length], new ushort[length], new short[length]);
        (Magnitudes, Scales, Floors) = (new double[padded], new double[padded], new double[padded]);
        (FirstBits, Verdicts) = (new double[padded], new double[padded]);
    }

    /// <summary>The words that named marked boxes.</summary>
    internal ulong[] Words { get; }

    /// <summary>The values drawn again for rejected places.</summary>
    internal long[] Again { get; }

    /// <summary>The first 64 bits of each marked candidate's u.</summary>
    internal long[] Us { get; }

    /// <summary>The places of marked candidates.</summary>
    internal ushort[] Marked { get; }

    /// <summary>The places of the batch that are drawn again.</summary>
    internal ushort[] Places { get; }

    /// <summary>The places that the last pass rejected.</summary>
    internal ushort[] Rejected { get; }

    internal short[] Exponents { get; }

    internal double[] Magnitudes { get; }

    internal double[] Scales { get; }

    internal double[] Floors { get; }

    internal double[] FirstBits { get; }

    internal double[] Verdicts { get; }

    internal void Wipe()
    {
        Words.AsSpan().Clear();
        Again.AsSpan().Clear();
        Us.AsSpan().Clear();
        Magnitudes.AsSpan().Clear();
        FirstBits.AsSpan().Clear();
    }
}

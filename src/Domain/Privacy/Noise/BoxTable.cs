using System.Numerics;

namespace Federated.Domain.Privacy.Noise;

/// <summary>
/// Covers the graph of a density f on the whole numbers with 4,096 boxes of equal area (Ahrens, "A one-table method for sampling
/// from continuous and discrete distributions", Computing 54, 1995, here with widths that are powers of two and heights that are
/// rational, so that a box and a point in it are drawn without rounding).
/// </summary>
/// <remarks>
/// <para>
/// Strip i holds the magnitudes m in [i W, (i + 1) W), W = 2^WidthShift. A magnitude and a sign bit stand for x = m or x = -1 - m, so
/// that every whole number comes once; |x| lies in [i W, (i + 1) W]. Box v of strip i spans the heights [v / K, (v + 1) / K),
/// K = HeightUnits / 16. Strip i has at least ceil(K f(i W)) boxes, so they cover f over the strip. A box with
/// (v + 1) / K &lt;= f((i + 1) W) lies under the graph: what falls into it is accepted unseen. The other boxes are marked.
/// </para>
/// <para>
/// One box stands for all m at or beyond T = TailStart: m = T + j V + o with V = 2^TailShift, o uniform in [0, V) and
/// P(j) = 2^-(j + 1). V is such that f(T + j V) &lt;= f(T) e^-j (<see cref="ExponentialDensity.TailShift"/>), and T such that
/// 2 K f(T) V / W &lt;= 1. Hence K f(x) (V / W) 2^(j + 1), the chance with which the sampler accepts x from there, is at most 1.
/// </para>
/// <para>
/// So a draw of one box, sign and offset that yields x is accepted with overall probability K f(x) / (8,192 W), whatever x is: the
/// sampler's distribution is exactly f, normalised. Every test made here uses an enclosure of f in exact arithmetic, on the safe
/// side; a wider enclosure costs rejections, never correctness.
/// </para>
/// </remarks>
internal sealed class BoxTable
{
    internal const int IndexBits = 12;
    internal const int HeightUnitBits = 4;

    // An entry: the strip in bits 0 to 15; if marked, v in bits 16 to 28 and the kind in bits 29 and 30.
    internal const uint Marked = 1u << 31;
    internal const uint StripMask = 0xFFFF;
    internal const int FloorShift = 16;
    internal const uint FloorMask = 0x1FFF;
    internal const uint KindMask = 3u << 29;
    internal const uint TailKind = 1u << 29;
    internal const uint EmptyKind = 2u << 29;

    private const int Boxes = 1 << IndexBits;
    private const int Precision = 96;
    private const int StripBits = 5; // 32 to 64 strips a standard deviation.

    private readonly ExponentialDensity _density;
    private readonly List<(BigInteger Low, BigInteger High)> _heights = [];

    internal BoxTable(ExponentialDensity density)
    {
        _density = density;
        WidthShift = Math.Max(0, density.ScaleBits - StripBits);
        var (fits, tooMany) = (1, Boxes << HeightUnitBits);
        while (tooMany - fits > 1)
        {
            var middle = (fits + tooMany) / 2;
            (fits, tooMany) = Layout(middle) is null ? (fits, middle) : (middle, tooMany);
        }
        HeightUnits = fits;
        var counts = Layout(fits)!;
        TailStart = (long)counts.Count << WidthShift;
        TailShift = ShiftAt(counts.Count);
        Entries = Fill(counts);
    }

    internal uint[] Entries { get; }

    /// <summary>K in units of 2^-4.</summary>
    internal int HeightUnits { get; }

    internal int WidthShift { get; }

    internal int TailShift { get; }

    internal long TailStart { get; }

    /// <summary>The boxes of each strip before the tail, or null when they are more than there are.</summary>
    private List<int>? Layout(int heightUnits)
    {
        List<int> counts = [];
        var left = Boxes - 1;
        for (var strip = 0; ; strip++)
        {
            // 2 K f(T) V / W <= 1 in whole numbers.
            if (strip > 0 && (heightUnits * Height(strip).High) << (1 + ShiftAt(strip)) <= BigInteger.One << (Precision + HeightUnitBits + WidthShift))
                return counts;
            var boxes = ExactNumbers.Ceiling(heightUnits * Height(strip).High, BigInteger.One << (Precision + HeightUnitBits));
            if (boxes > left)
                return null;
            counts.Add((int)boxes);
            left -= (int)boxes;
        }
    }

    private uint[] Fill(List<int> counts)
    {
        var entries = new uint[Boxes];
        var at = 0;
        for (var strip = 0; strip < counts.Count; strip++)
        {
            for (var v = 0; v < counts[strip]; v++)
            {
                var under = (BigInteger)(v + 1) << (HeightUnitBits + Precision) <= HeightUnits * Height(strip + 1).Low;
                entries[at++] = (uint)strip | (under ? 0 : Marked | ((uint)v << FloorShift));
            }
        }
        entries[at++] = Marked | TailKind;
        entries.AsSpan(at).Fill(Marked | EmptyKind);
        return entries;
    }

    /// <summary>V is no less than W, so that a tail's acceptance is a whole multiple of a box's.</summary>
    private int ShiftAt(int strip) => Math.Max(WidthShift, _density.TailShift((BigInteger)strip << WidthShift));

    private (BigInteger Low, BigInteger High) Height(int strip)
    {
        while (_heights.Count <= strip)
        {
            var x = (BigInteger)_heights.Count << WidthShift;
            _heights.Add(ExactExponential.Negative(_density.Exponent(x), _density.Denominator, Precision));
        }
        return _heights[strip];
    }
}

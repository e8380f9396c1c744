using System.Numerics;
using System.Security.Cryptography;

namespace Federated.Domain.Privacy.Noise;

/// <summary>
/// Whether a uniform u in [0, 1) lies below a candidate's threshold t = K f(x) 2^e - v: from doubles where their error cannot
/// matter, else exactly.
/// </summary>
/// <remarks>
/// <para>
/// <b>Doubles.</b> With a = |x|^p r and g = K 2^e exp(-a): |x| is rounded once (2^-53), its square once more, r has 2^-52 and the
/// product 2^-53, so a has a relative error below 2^-50 and, being at most 700, an error below 2^-40 in exp(-a); exp itself adds
/// 2^-46 and the product 2^-53. So g is off by less than 2^-39 g, g - v by 2^-53 g more. The test leaves 2^-36 g. Above 700, a is cut
/// to 700: g is then too large but below 2^-500, so that it can certify a rejection and never an acceptance.
/// </para>
/// <para>
/// <b>Exact.</b> u is a sequence of bits of which 64 are drawn at once and more only where those leave the exact question open:
/// floor(t 2^64) equals them, once in 2^64. Because that does not depend on how wide the doubles' doubtful region is, neither
/// do the bytes taken from the stream nor the numbers drawn, on any processor. t is irrational except at x = 0
/// (Lindemann), where its 64 bits suffice; so raising the precision always decides.
/// </para>
/// </remarks>
internal sealed class BoxDecision(ExponentialDensity density, int heightUnits, double slack, bool useVectors)
{
    /// <summary>2^-36: leaves eight times the error that doubles can have.</summary>
    internal const double ProvenSlack = 1.0 / (1L << 36);

    private const double UnitOfU = 1.0 / (1L << 53); // u is known to this much.
    private const int WordBits = 64;
    private const int MostWords = 64;

    /// <summary>
    /// For each candidate 1 (accepted), -1 (rejected) or 0 (too close for doubles). All spans have the same length, padded to a
    /// multiple of 8; what stands in the padding does not matter.
    /// </summary>
    internal void Classify(ReadOnlySpan<double> magnitudes, ReadOnlySpan<double> scales, ReadOnlySpan<double> floors, ReadOnlySpan<double> us, Span<double> verdicts)
    {
        var i = 0;
        if (useVectors && Vector.IsHardwareAccelerated)
        {
            var rate = new Vector<double>(density.Rate);
            for (; i <= verdicts.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                var m = new Vector<double>(magnitudes[i..]);
                var a = (density.Power == 2 ? m * m : m) * rate;
                var g = new Vector<double>(scales[i..]) * FloatExponential.Negative(Vector.Min(a, new Vector<double>(FloatExponential.Limit)));
                var t = g - new Vector<double>(floors[i..]);
                var doubt = g * new Vector<double>(slack);
                var u = new Vector<double>(us[i..]);
                var accepted = Vector.LessThanOrEqual(u + new Vector<double>(UnitOfU), t - doubt);
                var rejected = Vector.GreaterThanOrEqual(u, t + doubt);
                var verdict = Vector.ConditionalSelect(accepted, Vector<double>.One, Vector.ConditionalSelect(rejected, -Vector<double>.One, Vector<double>.Zero));
                verdict.CopyTo(verdicts[i..]);
            }
        }
        for (; i < verdicts.Length; i++)
            verdicts[i] = Classify(magnitudes[i], scales[i], floors[i], us[i]);
    }

    /// <summary>u's first 53 bits as the double that <see cref="Classify(ReadOnlySpan{double}, ReadOnlySpan{double}, ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double})"/> takes.</summary>
    internal static double FirstBits(ulong u) => (u >> 11) * UnitOfU;

    /// <summary>Decides u &lt; t exactly; draws further words of u only if <paramref name="first"/> leaves that open.</summary>
    internal bool Accepts(long x, int exponent, int floor, ulong first, IRandomStream stream)
    {
        var minusLog = density.Exponent(x);
        BigInteger u = first;
        for (var (bits, words, precision) = (WordBits, 1, 2 * WordBits + exponent); ;)
        {
            var (low, high) = ExactExponential.Negative(minusLog, density.Denominator, precision);
            var shift = precision + BoxTable.HeightUnitBits;
            var below = Threshold(low, exponent, floor, shift) << bits >> shift;
            var above = -(-(Threshold(high, exponent, floor, shift) << bits) >> shift);
            if (u < below)
                return true;
            if (u >= above)
                return false;
            if (u > below || u + 1 < above)
            {
                precision *= 2;
                continue;
            }
            if (++words > MostWords)
                throw new CryptographicException("Got 4,096 random bits that equal those of one number, wanted random bits. The random stream is broken.");
            u = (u << WordBits) | NextWord(stream);
            (bits, precision) = (bits + WordBits, precision + WordBits);
        }
    }

    internal static ulong NextWord(IRandomStream stream)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        stream.Fill(word);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(word);
    }

    // t in units of 2^-shift.
    private BigInteger Threshold(BigInteger f, int exponent, int floor, int shift) => ((heightUnits * f) << exponent) - ((BigInteger)floor << shift);

    private double Classify(double magnitude, double scale, double floor, double u)
    {
        var a = (density.Power == 2 ? magnitude * magnitude : magnitude) * density.Rate;
        var g = scale * FloatExponential.Negative(Math.Min(a, FloatExponential.Limit));
        var t = g - floor;
        var doubt = g * slack;
        return u + UnitOfU <= t - doubt ? 1 : u >= t + doubt ? -1 : 0;
    }
}

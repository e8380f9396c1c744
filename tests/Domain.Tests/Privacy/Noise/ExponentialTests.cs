using System.Numerics;
using Federated.Domain.Models;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Tests.Privacy.Noise;

public sealed class ExponentialTests
{
    // exp(-1) and exp(-10) to 60 digits, from their published expansions.
    [Theory]
    [InlineData(1, 1, "367879441171442321595523770161460867445811131031767834507837")]
    [InlineData(10, 1, "000045399929762484851535591515560550610237918088866564969259")]
    [InlineData(1, 2, "606530659712633423603799534991180453441918135487186955682892")]
    public void Exact_KnownValues_AreEnclosed(int numerator, int denominator, string digits)
    {
        var (low, high) = ExactExponential.Negative(numerator, denominator, 190);
        var scale = BigInteger.Pow(10, 60);
        var value = BigInteger.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(low * scale >> 190 <= value && (high * scale >> 190) + 1 >= value);
        Assert.InRange((long)(high - low), 1, 4);
    }

    [Fact]
    public void Exact_MorePrecision_StaysInsideAndIsNarrow()
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 300; i++)
        {
            BigInteger numerator = random.NextUInt64() >> random.NextInt(60), denominator = (random.NextUInt64() >> random.NextInt(60)) + 1UL;
            if (numerator > denominator * 3000)
                continue;
            var (low, high) = ExactExponential.Negative(numerator, denominator, 100);
            var (lowFine, highFine) = ExactExponential.Negative(numerator, denominator, 400);
            Assert.True(low << 300 <= lowFine && lowFine <= highFine && highFine <= high << 300);
            Assert.True(high - low <= 4);
        }
    }

    [Fact]
    public void Exact_Zero_IsOne() => Assert.Equal((BigInteger.One << 64, BigInteger.One << 64), ExactExponential.Negative(0, 7, 64));

    [Fact]
    public void Float_AnyArgument_IsWithinItsProvenError()
    {
        // At random, and where the reduction is worst: next to odd multiples of ln 2 / 2, and at the ends.
        var random = new SeededRandom(2);
        List<double> arguments = [0, double.Epsilon, 1e-300, FloatExponential.Limit];
        for (var n = 0; n < 1009; n += 7)
            arguments.AddRange([Math.BitDecrement((n + 0.5) * Math.Log(2)), Math.BitIncrement((n + 0.5) * Math.Log(2))]);
        for (var i = 0; i < 700; i++)
            arguments.Add(random.NextDouble() * Math.Pow(10, random.NextInt(8) - 5) * 7);
        foreach (var a in arguments)
        {
            const int Bits = 1200;
            var (numerator, denominator) = ExactNumbers.Fraction(a);
            var (low, high) = ExactExponential.Negative(numerator, denominator, Bits);
            var (gotNumerator, gotDenominator) = ExactNumbers.Fraction(FloatExponential.Negative(a));
            var got = (gotNumerator << Bits) / gotDenominator;
            Assert.True(BigInteger.Max(BigInteger.Abs(got - low), BigInteger.Abs(got - high)) <= (low >> 46) + 2, $"exp(-{a:R}) is off.");
        }
    }

    [Fact]
    public void Float_Vector_HasTheBitsOfTheScalar()
    {
        var random = new SeededRandom(3);
        var lanes = new double[Vector<double>.Count];
        for (var i = 0; i < 20000; i++)
        {
            for (var lane = 0; lane < lanes.Length; lane++)
                lanes[lane] = random.NextDouble() * FloatExponential.Limit;
            var vector = FloatExponential.Negative(new Vector<double>(lanes));
            for (var lane = 0; lane < lanes.Length; lane++)
                Assert.Equal(BitConverter.DoubleToInt64Bits(FloatExponential.Negative(lanes[lane])), BitConverter.DoubleToInt64Bits(vector[lane]));
        }
    }

    [Fact]
    public void Fraction_AnyDouble_IsExact()
    {
        foreach (var value in (double[])[0, 1, -1.5, 0.1, double.Epsilon, double.MaxValue, 1e-310, 3 * Math.Pow(2, 70)])
        {
            var (numerator, denominator) = ExactNumbers.Fraction(value);
            Assert.Equal(value, numerator.IsZero ? 0 : Math.CopySign(ExactNumbers.ToDouble(BigInteger.Abs(numerator), denominator), value));
        }
        Assert.Equal((3 * BigInteger.Pow(2, 70), BigInteger.One), ExactNumbers.Fraction(3 * Math.Pow(2, 70)));
        Assert.Equal(-1, (int)ExactNumbers.Ceiling(-3, 2));
        Assert.Equal(-2, (int)ExactNumbers.Floor(-3, 2));
        foreach (var value in (long[])[0, 1, 2, 3, 4, 5, 99, 100, 101, int.MaxValue])
            Assert.Equal((long)Math.Ceiling(Math.Sqrt(value)), ExactNumbers.CeilingOfRoot(value));
    }
}

using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Aggregation;

public sealed class FixedPointFormatTests
{
    [Fact]
    public void ForUnnoised_CohortThatFits_Has36Bits() => Assert.Equal(36, FixedPointFormat.ForUnnoised(1000, 1, 1000).FractionalBits);

    [Theory]
    [InlineData(1 << 20, 1, 64)]
    [InlineData(10, 1, 1e9)]
    [InlineData(1, 100, 1e6)]
    public void ForUnnoised_SumThatMightOverflow_IsRefusedWithABoundThatFits(int cohort, double weight, double bound)
    {
        var refusal = Refusal.Of(ErrorCodes.AggregationOverflow, () => FixedPointFormat.ForUnnoised(cohort, weight, bound));

        var advice = refusal.Message[(refusal.Message.IndexOf("bound of at most ", StringComparison.Ordinal) + 17)..].Split(',')[0].TrimEnd('.');
        Assert.Equal(36, FixedPointFormat.ForUnnoised(cohort, weight, double.Parse(advice, System.Globalization.CultureInfo.InvariantCulture)).FractionalBits);
    }

    [Fact]
    public void ForUnnoised_CohortTooLarge_SaysWhichCohortFits()
    {
        var refusal = Refusal.Of(ErrorCodes.AggregationOverflow, () => FixedPointFormat.ForUnnoised(1 << 20, 1, 64));

        Assert.Contains("cohort of at most 1048575", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(36, FixedPointFormat.ForUnnoised((1 << 20) - 1, 1, 64).FractionalBits);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, double.NaN, 1)]
    [InlineData(1, 1, double.PositiveInfinity)]
    [InlineData(1, 1, -1)]
    public void ForUnnoised_BadNumber_IsRefused(int cohort, double weight, double bound) =>
        Refusal.Of(ErrorCodes.PlanInvalid, () => FixedPointFormat.ForUnnoised(cohort, weight, bound));

    [Theory]
    [InlineData(0.5f, 0)]
    [InlineData(1.5f, 2)]
    [InlineData(2.5f, 2)]
    [InlineData(-0.5f, 0)]
    [InlineData(-1.5f, -2)]
    [InlineData(0.50000006f, 1)]
    public void Quantize_HalfUnits_RoundsTiesToEven(float value, long expected) =>
        Assert.Equal(expected, new FixedPointFormat(0).Quantize(value, FixedPointFormat.WeightOne));

    [Fact]
    public void Quantize_AnyValue_IsTheExactProductRoundedOnce() =>
        Prop.ForAll(Arbitraries.FloatsWithin(1000).ToArbitrary(), Gen.Choose(1, 1 << 29).ToArbitrary(), Gen.Choose(0, 42).ToArbitrary(), (value, weight, bits) =>
        {
            if (Math.Abs((double)value) * weight * Math.ScaleB(1, bits - 20) >= Math.ScaleB(1, 62))
                return true;
            // value = mantissa 2^exponent exactly, so the product is a whole number over a power of two.
            var raw = BitConverter.SingleToInt32Bits(value);
            var (mantissa, exponent) = ((raw >> 23) & 255) is var e and > 0 ? ((raw & 0x7fffff) | 0x800000, e - 150) : (raw & 0x7fffff, -149);
            var product = (BigInteger)mantissa * weight * (raw < 0 ? -1 : 1);
            var shift = exponent + bits - 20;
            return new FixedPointFormat(bits).Quantize(value, weight) == (shift >= 0 ? product << shift : RoundShift(product, -shift));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Quantize_OutOfRange_IsRefused()
    {
        Refusal.Of(ErrorCodes.AggregationOverflow, () => new FixedPointFormat(60).Quantize(4, FixedPointFormat.WeightOne));
        Refusal.Of(ErrorCodes.AggregationOverflow, () => new FixedPointFormat(36).Quantize(float.NaN, 1));
        Refusal.Of(ErrorCodes.UpdateWeightInvalid, () => new FixedPointFormat(36).Quantize(1, 0));
        Refusal.Of(ErrorCodes.UpdateWeightInvalid, () => new FixedPointFormat(36).Quantize(1, FixedPointFormat.MaxWeightUnits + 1));
        Refusal.Of(ErrorCodes.AggregationOverflow, () => new ExactAccumulator(1, new(61)));
    }

    private static BigInteger RoundShift(BigInteger value, int shift)
    {
        var floor = value >> shift;
        var rest = value - (floor << shift);
        var half = BigInteger.One << (shift - 1);
        return rest > half || (rest == half && !floor.IsEven) ? floor + 1 : floor;
    }
}

using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Privacy.Mechanisms;

public sealed class ClippingTests
{
    [Fact]
    public void ClipInPlace_AnyVector_HasANormWithinTheBoundExactly() =>
        Prop.ForAll(Arbitraries.FiniteFloats.ArrayOf().ToArbitrary(), Gen.Choose(-90, 90).ToArbitrary(), (values, exponent) =>
        {
            var bound = Math.ScaleB(1.1, exponent);
            Clipping.ClipInPlace(values, bound);
            return WithinExactly(values, bound);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void ClipInPlace_NormNextToTheBound_IsWithinTheBoundExactly() =>
        Prop.ForAll(Arbitraries.FloatsWithin(100).ArrayOf().ToArbitrary(), Gen.Choose(-4, 4).ToArbitrary(), (values, steps) =>
        {
            var bound = Clipping.Norm(values) * (1 + (steps * Math.ScaleB(1, -52)));
            if (bound < 1e-30)
                return true;
            Clipping.ClipInPlace(values, bound);
            return WithinExactly(values, bound);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void ClipInPlace_LongVector_KeepsItsDirection()
    {
        float[] values = [.. Enumerable.Range(1, 1001).Select(i => (float)i)];
        var norm = Clipping.ClipInPlace(values, 2);
        Assert.Equal(Math.Sqrt(1001.0 * 1002 * 2003 / 6), norm, 1e-9);
        Assert.InRange(Clipping.Norm(values), 2 * (1 - 1e-6), 2);
        Assert.Equal(1000, values[999] / values[0], 1e-3);
    }

    [Fact]
    public void ClipInPlace_ShortOrZeroVector_KeepsItsBits()
    {
        float[] values = [3, -0f, 4, 1e-40f];
        Assert.Equal(5, Clipping.ClipInPlace(values, 5.001), 1e-12);
        Assert.Equal([3, -0f, 4, 1e-40f], values);
        float[] zero = [0, -0f];
        Assert.Equal(0, Clipping.ClipInPlace(zero, 1));
        Assert.Equal([0, -0f], zero);
        Assert.Equal(0, Clipping.ClipInPlace([], 1));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Clip_NotFinite_IsRefusedForAnUpdateAndZeroForAnExample(float bad)
    {
        foreach (var place in (int[])[0, 7, 8, 19])
        {
            var values = new float[20];
            Array.Fill(values, 1);
            values[place] = bad;
            var before = values.ToArray();
            Refusal.Of(ErrorCodes.UpdateNotFinite, () => { Clipping.ClipInPlace(values, 1); });
            Refusal.Of(ErrorCodes.UpdateNotFinite, () => Clipping.ProjectOntoBall(values, 1));
            Assert.Equal(before, values);
            Assert.False(Clipping.ClipExampleInPlace(values, 1));
            Assert.Equal(new float[20], values);
            Assert.True(Clipping.ClipExampleInPlace(values, 1));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e-31)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Clip_BadBound_IsRefused(double bound)
    {
        Refusal.Of(ErrorCodes.PlanInvalid, () => { Clipping.ClipInPlace(new float[1], bound); });
        Refusal.Of(ErrorCodes.PlanInvalid, () => { Clipping.ClipExampleInPlace(new float[1], bound); });
    }

    [Fact]
    public void ProjectOntoBall_TwoSums_ComeNoFurtherApart() =>
        Prop.ForAll(Arbitraries.FloatsWithin(10).ArrayOf(6).ToArbitrary(), Arbitraries.FloatsWithin(10).ArrayOf(6).ToArbitrary(), (first, second) =>
        {
            var before = Distance(first, second);
            Clipping.ProjectOntoBall(first, 3);
            Clipping.ProjectOntoBall(second, 3);
            return Distance(first, second) <= before + (3 * Math.ScaleB(1, -20)); // What rounding to float32 and the margin may add.
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static double Distance(float[] first, float[] second) => Math.Sqrt(first.Zip(second, (a, b) => ((double)a - b) * ((double)a - b)).Sum());

    private static bool WithinExactly(float[] values, double bound)
    {
        const int Bits = 300; // Floats are whole multiples of 2^-149.
        var squares = values.Aggregate(BigInteger.Zero, (sum, value) =>
        {
            var (numerator, denominator) = ExactNumbers.Fraction(value);
            var whole = (numerator << Bits) / denominator;
            return sum + (whole * whole);
        });
        var (top, bottom) = ExactNumbers.Fraction(bound);
        return squares * bottom * bottom <= (top * top) << (2 * Bits);
    }
}

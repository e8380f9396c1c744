using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Privacy.Mechanisms;

public sealed class GridSensitivityTests
{
    [Theory]
    [InlineData(1, 1.7, 30)]
    [InlineData(1, 2, 29)]
    [InlineData(0.1, 1, 34)]
    [InlineData(1, 1, 30)]
    [InlineData(0.3, 3.21, 31)]
    [InlineData(1000, 4.01, 19)]
    public void FormatFor_ClipAndMultiplier_IsThirtyMinusTheLogarithm(double clip, double noiseMultiplier, int bits) =>
        Assert.Equal(bits, GridSensitivity.FormatFor(clip, noiseMultiplier).FractionalBits);

    [Fact]
    public void ForRecordCentral_TheDemoPlan_HasTheseUnits()
    {
        // d = 57,866, C = 1, z = 1.70: D = 2^30 + 241 and sigma = ceil(1.7 D).
        var scale = NoiseScale.ForRecordCentral(57866, 1, 1.70);
        Assert.Equal(new NoiseScale(new(30), (1L << 30) + 241, 1825361511), scale);
        Assert.True(scale.NoiseMultiplier >= 1.70);
        Assert.Equal((BigInteger)scale.SigmaUnits * scale.SigmaUnits, scale.Distribution().SigmaSquaredNumerator);
        Assert.InRange(scale.Sigma, 1.7, 1.7001);
    }

    [Fact]
    public void ForPartnerCentral_Weights_CountInTheClip()
    {
        // D = ceil(3 x 0.5 x 2^F) + ceil(sqrt(10) / 2), F = 30.
        var scale = NoiseScale.ForPartnerCentral(10, 0.5, 1, 3 * FixedPointFormat.WeightOne);
        Assert.Equal(30, scale.Format.FractionalBits);
        Assert.Equal((3L << 29) + 2, scale.SensitivityUnits);
        Assert.Equal((3L << 29) + 1, GridSensitivity.ForPartnerCentral(new(30), 1, 0.5, 3 * FixedPointFormat.WeightOne).Units);
    }

    [Fact]
    public void Noise_AnyPlan_IsRoundedUpAndFineEnough() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Choose(1, 4000).ToArbitrary(), Gen.Choose(100, 5000).ToArbitrary(), (dimension, clip, multiplier) =>
        {
            var (c, z) = (clip / 997.0, multiplier / 991.0);
            var scale = NoiseScale.ForRecordCentral(dimension, c, z);
            // In doubles: D < 2^35 and z have 53 bits each, so the product is right to 2^-52.
            var exact = z * scale.SensitivityUnits;
            return scale.SigmaUnits >= exact * (1 - 1e-15) && scale.SigmaUnits <= (exact * (1 + 1e-15)) + 1
                && scale.SigmaUnits >= 1L << 20
                && scale.SensitivityUnits >= Math.ScaleB(c, scale.Format.FractionalBits) + Math.Sqrt(dimension);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void RecordCentral_NeighbouringSums_StayWithinTheSensitivity() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 60).ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(), (seed, dimension, examples) =>
        {
            var random = new SeededRandom((ulong)seed);
            const double Clip = 0.7;
            var scale = NoiseScale.ForRecordCentral(dimension, Clip, 1.3);
            // A node's work: clip, sum in float64, project, round to float32, quantise. Then once more with one example more.
            var sum = new double[dimension];
            for (var i = 0; i < examples; i++)
                AddExample();
            var without = Upload();
            AddExample();
            var with = Upload();
            return Squared(without.Zip(with, (a, b) => b - a)) <= (BigInteger)scale.SensitivityUnits * scale.SensitivityUnits;

            void AddExample()
            {
                var gradient = new float[dimension];
                var size = Math.Pow(10, random.NextInt(7) - 3);
                for (var i = 0; i < dimension; i++)
                    gradient[i] = (float)((random.NextDouble() - 0.3) * size);
                Clipping.ClipExampleInPlace(gradient, GridSensitivity.ExampleBound(Clip));
                for (var i = 0; i < dimension; i++)
                    sum[i] += gradient[i];
            }

            long[] Upload()
            {
                var upload = sum.Select(value => (float)value).ToArray();
                Clipping.ProjectOntoBall(upload, 15 * Clip);
                return [.. upload.Select(value => scale.Format.Quantize(value, FixedPointFormat.WeightOne))];
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void PartnerCentral_ClippedUpdate_IsAdmittedWhateverItsWeight() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 2000).ToArbitrary(), (seed, dimension) =>
        {
            var random = new SeededRandom((ulong)seed);
            const long MaxWeight = 5 * FixedPointFormat.WeightOne / 2;
            var clip = Math.Pow(10, random.NextInt(9) - 4) * (0.1 + random.NextDouble());
            var format = GridSensitivity.FormatFor(clip, 1, 2.5);
            var sensitivity = GridSensitivity.ForPartnerCentral(format, dimension, clip, MaxWeight);
            var update = Enumerable.Range(0, dimension).Select(_ => (float)((random.NextDouble() - 0.5) * clip)).ToArray();
            Clipping.ClipInPlace(update, clip);
            var weight = 1 + random.NextInt((int)MaxWeight);
            return sensitivity.Admits([.. update.Select(value => format.Quantize(value, weight))])
                && sensitivity.Admits([.. update.Select(value => format.Quantize(value, MaxWeight))]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Admits_NormAtTheEdge_IsDecidedExactly()
    {
        var sensitivity = new GridSensitivity(new(30), 5L << 40);
        Assert.True(sensitivity.Admits([3L << 40, -(4L << 40)]));
        Assert.False(sensitivity.Admits([3L << 40, 4L << 40, 1]));
        Assert.False(sensitivity.Admits([long.MinValue]));
        Assert.True(sensitivity.Admits([]));
    }

    [Fact]
    public void Scale_OutOfRange_IsRefused()
    {
        Refusal.Of(ErrorCodes.PlanInvalid, () => NoiseScale.ForRecordCentral(0, 1, 1));
        Refusal.Of(ErrorCodes.PlanInvalid, () => NoiseScale.ForRecordCentral(1, 0, 1));
        Refusal.Of(ErrorCodes.PlanInvalid, () => NoiseScale.ForRecordCentral(1, double.NaN, 1));
        Refusal.Of(ErrorCodes.PlanInvalid, () => NoiseScale.ForRecordCentral(1, 1, double.PositiveInfinity));
        Refusal.Of(ErrorCodes.AggregationOverflow, () => NoiseScale.ForRecordCentral(1, 1e-12, 1));
        Refusal.Of(ErrorCodes.AggregationOverflow, () => NoiseScale.ForRecordCentral(1, 1, 1e-9));
        Refusal.Of(ErrorCodes.AggregationOverflow, () => NoiseScale.ForRecordCentral(new FixedPointFormat(40), 1, 100, 100));
        Refusal.Of(ErrorCodes.UpdateWeightInvalid, () => NoiseScale.ForPartnerCentral(1, 1, 1, 0));
    }

    private static BigInteger Squared(IEnumerable<long> values) => values.Aggregate(BigInteger.Zero, (sum, value) => sum + ((BigInteger)value * value));
}

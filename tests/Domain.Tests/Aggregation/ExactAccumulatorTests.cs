using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Aggregation;

public sealed class ExactAccumulatorTests
{
    private static readonly FixedPointFormat Format = new(36);

    /// <summary>Up to 12 updates of one dimension (1 to 40, so vectors and their tails), with weights.</summary>
    private static Gen<(float[] Values, long Weight)[]> Rounds { get; } =
        from dimension in Gen.Choose(1, 40)
        from count in Gen.Choose(1, 12)
        from updates in (from values in Arbitraries.Vectors(Arbitraries.FloatsWithin(100), dimension)
                         from weight in Gen.Choose(1, 1 << 20)
                         select (values, (long)weight)).ArrayOf(count)
        select updates;

    private static PartialSum Sum(IEnumerable<(float[] Values, long Weight)> updates, int dimension)
    {
        var accumulator = new ExactAccumulator(dimension, Format);
        foreach (var (values, weight) in updates)
            accumulator.Fold(values, weight);
        return accumulator.ToPartial();
    }

    [Fact]
    public void Fold_AnyOrder_GivesTheSameBits() =>
        Prop.ForAll(Rounds.ToArbitrary(), ArbMap.Default.ArbFor<ulong>(), (updates, seed) =>
        {
            var shuffled = updates.ToArray();
            new SeededRandom(seed).Shuffle<(float[], long)>(shuffled);
            return Sum(updates, updates[0].Values.Length).ToBytes().SequenceEqual(Sum(shuffled, updates[0].Values.Length).ToBytes());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Combine_AnySplitIntoPartials_GivesTheSameBits() =>
        Prop.ForAll(Rounds.ToArbitrary(), ArbMap.Default.ArbFor<ulong>(), (updates, seed) =>
        {
            var random = new SeededRandom(seed);
            var dimension = updates[0].Values.Length;
            var partials = updates.GroupBy(_ => random.NextInt(4)).Select(group => Sum(group, dimension)).ToArray();
            random.Shuffle<PartialSum>(partials);
            return Sum(updates, dimension).ToBytes().SequenceEqual(PartialSum.Combine(partials).ToBytes());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fold_VectorPath_EqualsTheScalarDefinition() =>
        Prop.ForAll(
            (from bits in Gen.Choose(0, 60)
             from values in Arbitraries.FiniteFloats.ArrayOf(79)
             from weight in Gen.OneOf(Gen.Choose(1, 1 << 29), Gen.Constant(1 << 20))
             select (bits, values, weight)).ToArbitrary(),
            it =>
            {
                var format = new FixedPointFormat(it.bits);
                // Bring every value below 2^62 units while keeping its significand; many land near halves and near the limit.
                var limit = Math.ScaleB(1, 62 - it.bits + 20) / it.weight;
                var values = it.values.Select((value, i) => Math.Abs(value) < limit ? value
                    : MathF.ScaleB(value, Math.ILogB(limit) - 1 - (i % 64) - Math.ILogB(value))).ToArray();
                var accumulator = new ExactAccumulator(values.Length, format);
                accumulator.Fold(values, it.weight);
                return accumulator.ToPartial().Sums.ToArray().SequenceEqual(values.Select(value => format.Quantize(value, it.weight)));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Fold_HalvesAndLimits_EqualTheScalarDefinition()
    {
        var format = new FixedPointFormat(20);
        float[] magnitudes = [0.5f, 1.5f, 2.5f, 0.49999997f, 0.50000006f, 2147483648f, 2147483904f, 4294967296f, 6442450944f, 4194303.5f, 8388607.5f, 4503599627370496f, 4.611686e18f / 4, float.Epsilon, 0];
        float[] values = [.. magnitudes.SelectMany(value => new[] { MathF.ScaleB(value, -20), -MathF.ScaleB(value, -20) })];
        var accumulator = new ExactAccumulator(values.Length, format);

        accumulator.Fold(values, FixedPointFormat.WeightOne);

        Assert.Equal(values.Select(value => format.Quantize(value, FixedPointFormat.WeightOne)), accumulator.ToPartial().Sums.ToArray());
    }

    [Fact]
    public void Fold_Twice_CountsUpdatesAndWeights()
    {
        var accumulator = new ExactAccumulator(2, Format);
        accumulator.Fold([1, 2], 3);
        accumulator.Fold([1, 2], 4);

        Assert.Equal((2, 7L, 2), (accumulator.Count, accumulator.WeightUnits, accumulator.Dimension));
    }

    [Theory]
    [InlineData(float.NaN, 1L, 1204)]
    [InlineData(float.NegativeInfinity, 1L, 1204)]
    [InlineData(1f, 0L, 1208)]
    [InlineData(1f, -1L, 1208)]
    [InlineData(1f, (1L << 29) + 1, 1208)]
    [InlineData(67108864f, 1L << 20, 1004)]
    public void Fold_BadInput_IsRefusedAndChangesNothing(float value, long weight, int number)
    {
        var accumulator = new ExactAccumulator(9, Format);
        accumulator.Fold([1, 2, 3, 4, 5, 6, 7, 8, 9], 5);
        var before = accumulator.ToPartial().ToBytes();

        Assert.Equal(number, Assert.Throws<FederatedException>(() => accumulator.Fold([0, 1, 2, 3, 4, 5, 6, 7, value], weight)).Code.Number);
        Assert.Throws<ArgumentException>(() => accumulator.Fold([1], 1));
        Assert.Equal(before, accumulator.ToPartial().ToBytes());
    }

    [Fact]
    public void Fold_SumThatMightOverflow_IsRefusedAndChangesNothing()
    {
        var accumulator = new ExactAccumulator(1, Format);
        accumulator.Fold([67108860f], FixedPointFormat.WeightOne);
        var before = accumulator.ToPartial().ToBytes();

        accumulator.Fold([67108860f], FixedPointFormat.WeightOne);
        Refusal.Of(ErrorCodes.AggregationOverflow, () => accumulator.Fold([67108860f], FixedPointFormat.WeightOne));
        Refusal.Of(ErrorCodes.AggregationOverflow, () => accumulator.Merge(PartialSum.FromBytes(before)));
        Assert.Equal(2, accumulator.Count);
    }

    [Fact]
    public void Merge_OtherFormatOrDimension_Throws()
    {
        var accumulator = new ExactAccumulator(2, Format);

        Assert.Throws<ArgumentException>(() => accumulator.Merge(new PartialSum(35, 1, 1, [1, 2])));
        Assert.Throws<ArgumentException>(() => accumulator.Merge(new PartialSum(36, 1, 1, [1])));
    }
}

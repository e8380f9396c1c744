using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Queries;

namespace Federated.Domain.Tests.Queries;

public sealed class LimbsTests
{
    private const long Limit = 1L << 61;

    private static Gen<long> Totals { get; } = Gen.OneOf(
        ArbMap.Default.GeneratorFor<long>().Select(value => value % Limit),
        Gen.Elements(0, 1, -1, Limbs.Largest - 1, Limbs.Largest, -Limbs.Largest, -Limbs.Largest - 1, (1L << 41) - 1, 1L << 41, Limit - 1, 1 - Limit));

    [Fact]
    public void Join_OfSplit_IsTheNumbersAndEveryDigitIsExactInFloat32() =>
        Prop.ForAll(Totals.NonEmptyListOf().ToArbitrary(), list =>
        {
            long[] values = [.. list];
            var limbs = Split(values);
            return limbs.All(limb => Math.Abs(limb) <= Limbs.Largest && limb == Math.Truncate(limb)) && Joined(Array.ConvertAll(limbs, l => (long)l)).SequenceEqual(values);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Join_OfDigitsSummedByTheAccumulator_IsTheSumOfTheNumbers() =>
        Prop.ForAll(Totals.Select(t => t / 64).ArrayOf(5).ListOf(20).ToArbitrary(), partners =>
        {
            var sum = new ExactAccumulator(15, new(0));
            foreach (var partner in partners)
                sum.Fold(Split(partner), FixedPointFormat.WeightOne);
            var expected = Enumerable.Range(0, 5).Select(i => partners.Sum(p => p[i]));
            return Joined(sum.ToPartial().Sums.ToArray()).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(Limit)]
    [InlineData(-Limit)]
    [InlineData(long.MinValue)]
    public void Split_TooLarge_IsRefused(long value) =>
        Assert.Equal(ErrorCodes.AggregationOverflow, Assert.Throws<FederatedException>(() => Split([value])).Code);

    [Fact]
    public void Join_SumOf62BitsOrMore_IsRefused() =>
        Assert.Equal(ErrorCodes.AggregationOverflow, Assert.Throws<FederatedException>(() => Joined([0, 0, 1L << 20])).Code);

    private static float[] Split(long[] values)
    {
        var limbs = new float[Limbs.Count * values.Length];
        Limbs.Split(values, limbs);
        return limbs;
    }

    private static long[] Joined(long[] limbs)
    {
        var values = new long[limbs.Length / Limbs.Count];
        Limbs.Join(limbs, values);
        return values;
    }
}

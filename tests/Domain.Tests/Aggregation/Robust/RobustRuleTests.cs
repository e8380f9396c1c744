using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Aggregation.Robust;

/// <summary>Laws of every robust rule, and each rule against its definition written out.</summary>
public sealed class RobustRuleTests
{
    public static TheoryData<string> Names => [.. RobustSpecification.Rules];

    private static IRobustAggregator Rule(string name) => name switch
    {
        RobustSpecification.TrimmedMeanRule => new TrimmedMean(0.2),
        RobustSpecification.KrumRule => new Krum(1),
        RobustSpecification.MultiKrum => new Krum(1, 2),
        RobustSpecification.NormFilter => new NormRule(1.5, clips: false),
        RobustSpecification.NormClip => new NormRule(1.5, clips: true),
        _ => new RobustSpecification(name).Create(),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Aggregate_MembersInAnyOrder_GivesTheSameBits(string name) =>
        Prop.ForAll(AnyUpdates.Shapes(), shape =>
        {
            var named = AnyUpdates.Named(AnyUpdates.Draw(shape.Seed, shape.Members, shape.Dimension)).ToArray();
            var expected = Rule(name).Aggregate(new MemberUpdates(named.ToDictionary()));
            new SeededRandom((ulong)shape.Seed).Shuffle<KeyValuePair<PartnerName, ReadOnlyMemory<float>>>(named);
            var shuffled = Rule(name).Aggregate(new MemberUpdates(named.ToDictionary()));
            return expected.Values.Select(BitConverter.DoubleToInt64Bits).SequenceEqual(shuffled.Values.Select(BitConverter.DoubleToInt64Bits))
                && expected.Excluded.SequenceEqual(shuffled.Excluded);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Names))]
    public void Aggregate_EverybodyAgrees_IsThatUpdate(string name)
    {
        var update = AnyUpdates.Draw(3, 1, 700)[0];

        var result = Rule(name).Aggregate(AnyUpdates.Of(Enumerable.Repeat(update, 7)));

        for (var i = 0; i < update.Length; i++)
            Assert.Equal(update[i], result.Values[i], 1e-6 * Math.Abs(update[i]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Aggregate_ReadFromElsewhere_GivesTheSameBits(string name)
    {
        var updates = AnyUpdates.Of(AnyUpdates.Draw(5, 9, 70_000));

        Assert.Equal(Rule(name).Aggregate(updates).Values, Rule(name).Aggregate(new Copying(updates)).Values);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Aggregate_NotANumber_NamesTheMember(string name)
    {
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            var updates = AnyUpdates.Draw(4, 7, 600);
            updates[2][599] = bad;
            updates[5][0] = bad;
            var refusal = Refusal.Of(ErrorCodes.UpdateNotFinite, () => Rule(name).Aggregate(AnyUpdates.Of(updates)));
            Assert.Contains("p002", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Aggregate_TooFewMembers_IsRefused(string name)
    {
        var rule = Rule(name);
        Refusal.Of(ErrorCodes.RoundFailed, () => rule.Aggregate(AnyUpdates.Of(AnyUpdates.Draw(1, rule.LeastMembers - 1, 4))));
        Assert.Equal(4, rule.Aggregate(AnyUpdates.Of(AnyUpdates.Draw(1, rule.LeastMembers, 4))).Values.Length);
    }

    [Fact]
    public void Median_IsTheMiddleOfTheSortedColumn() => Against(new CoordinateMedian(), column =>
        (column[(column.Length - 1) / 2] + column[column.Length / 2]) / 2, exact: true);

    [Fact]
    public void TrimmedMean_IsTheMeanOfTheSortedColumnsMiddle() => Against(new TrimmedMean(0.2), column =>
    {
        var trim = (int)Math.Ceiling(0.2 * column.Length - 1e-9);
        return column[trim..^trim].Sum() / (column.Length - (2 * trim));
    }, exact: true);

    [Theory]
    [InlineData(0.1, 10, 1)]
    [InlineData(0.2, 10, 2)]
    [InlineData(0.3, 10, 3)]
    [InlineData(0.1, 11, 2)]
    [InlineData(0.45, 20, 9)]
    public void TrimmedMean_TrimsTheFraction(double beta, int members, int trimmed) => Assert.Equal(trimmed, new TrimmedMean(beta).Trimmed(members));

    [Fact]
    public void TrimmedMean_LeastMembers_LeavesSomethingFromThereOn()
    {
        foreach (var beta in new[] { 0.01, 0.1, 0.2, 0.25, 0.3, 1.0 / 3, 0.4, 0.45, 0.49 })
        {
            var rule = new TrimmedMean(beta);
            for (var n = rule.LeastMembers; n < 500; n++)
                Assert.True(n - (2 * rule.Trimmed(n)) >= 1, $"beta {beta}, n {n}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Krum_PicksByTheScoresWrittenOut(int select) => Prop.ForAll(AnyUpdates.Shapes(least: 7), shape =>
    {
        const int f = 2;
        var updates = AnyUpdates.Draw(shape.Seed, shape.Members, shape.Dimension);
        var scores = updates.Select(a => updates.Where(b => !ReferenceEquals(a, b))
            .Select(b => a.Zip(b, (x, y) => Math.Pow((double)(x - y), 2)).Sum()).Order().Take(shape.Members - f - 2).Sum()).ToArray();

        var result = new Krum(f, select).Aggregate(AnyUpdates.Of(updates));

        int[] chosen = [.. Enumerable.Range(0, shape.Members).Where(k => !result.Excluded.Contains(AnyUpdates.Name(k)))];
        var worst = chosen.Max(k => scores[k]);
        return chosen.Length == select
            && Enumerable.Range(0, shape.Members).Except(chosen).All(k => scores[k] >= worst * (1 - 1e-9))
            && Enumerable.Range(0, shape.Dimension).All(i => Math.Abs(result.Values[i] - (chosen.Sum(k => (double)updates[k][i]) / select)) <= 1e-9 * (1 + Math.Abs(result.Values[i])));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void GeometricMedian_IsAtTheLeastSumOfDistances() => Prop.ForAll(AnyUpdates.Shapes(), shape =>
    {
        var updates = AnyUpdates.Draw(shape.Seed, shape.Members, shape.Dimension);
        var values = new GeometricMedian().Aggregate(AnyUpdates.Of(updates)).Values;
        var best = SumOfDistances(updates, values);

        // Neither an update itself, nor the mean, nor a step in a random direction comes out better by more than the smoothing allows.
        var random = new SeededRandom((ulong)shape.Seed);
        var scale = best / shape.Members;
        var slack = 1e-5 * best;
        return updates.All(u => SumOfDistances(updates, Array.ConvertAll(u, v => (double)v)) >= best - slack)
            && Enumerable.Range(0, 20).All(_ => SumOfDistances(updates, [.. values.Select(v => v + (0.1 * scale * (random.NextDouble() - 0.5)))]) >= best - slack);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void GeometricMedian_OfThreeCollinearPoints_IsTheMiddleOne()
    {
        var values = new GeometricMedian().Aggregate(AnyUpdates.Of([[0, 0], [1, 1], [10, 10]])).Values;

        Assert.Equal(1, values[0], 1e-4);
        Assert.Equal(1, values[1], 1e-4);
    }

    [Fact]
    public void NormFilter_LeavesOutWhatIsLongerThanTheFactorOfTheMedian()
    {
        var result = new NormRule(2, clips: false).Aggregate(AnyUpdates.Of([[1, 0], [0, 1], [0, -2], [3, 0], [0, 30]]));

        // Norms 1, 1, 2, 3, 30: the median is 2, so 30 goes.
        Assert.Equal([AnyUpdates.Name(4)], result.Excluded.AsEnumerable());
        Assert.Equal([1, -0.25], result.Values);
    }

    [Fact]
    public void NormClip_ScalesLongUpdatesDown()
    {
        var result = new NormRule(2, clips: true).Aggregate(AnyUpdates.Of([[1, 0], [0, 1], [0, -2], [3, 0], [0, 30]]));

        // 30 becomes 2 x 2.
        Assert.Empty(result.Excluded);
        Assert.Equal([4.0 / 5, (1 - 2 + 4) / 5.0], result.Values);
    }

    private static void Against(IRobustAggregator rule, Func<double[], double> definition, bool exact) =>
        Prop.ForAll(AnyUpdates.Shapes(), shape =>
        {
            var updates = AnyUpdates.Draw(shape.Seed, shape.Members, shape.Dimension);
            var result = rule.Aggregate(AnyUpdates.Of(updates));
            return result.Excluded.IsEmpty && Enumerable.Range(0, shape.Dimension).All(i =>
            {
                var expected = definition([.. updates.Select(u => (double)u[i]).Order()]);
                return exact ? result.Values[i] == expected : Math.Abs(result.Values[i] - expected) < 1e-9;
            });
        }).QuickCheckThrowOnFailure();

    private static double SumOfDistances(float[][] updates, double[] point) =>
        updates.Sum(u => Math.Sqrt(u.Zip(point, (a, b) => (a - b) * (a - b)).Sum()));

    private sealed class Copying(IMemberUpdates inner) : IMemberUpdates
    {
        public System.Collections.Immutable.ImmutableArray<PartnerName> Members => inner.Members;

        public int Dimension => inner.Dimension;

        public ReadOnlySpan<float> Read(int member, int offset, Span<float> buffer)
        {
            inner.Read(member, offset, buffer).CopyTo(buffer);
            return buffer;
        }
    }
}

using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Aggregation.Robust;

/// <summary>What hostile members cannot do, as many as a rule withstands, wherever they stand in the order of names.</summary>
public sealed class BreakdownTests
{
    [Fact]
    public void Median_WithLessThanHalfHostile_StaysBetweenHonestValues() =>
        InsideTheHonestRange(new CoordinateMedian(), members => (members - 1) / 2);

    [Fact]
    public void TrimmedMean_WithAsManyHostileAsItTrims_StaysBetweenHonestValues() =>
        InsideTheHonestRange(new TrimmedMean(0.2), members => new TrimmedMean(0.2).Trimmed(members));

    [Fact]
    public void Krum_FarOutliers_PicksAnHonestUpdate() => Prop.ForAll(AnyUpdates.Shapes(least: 5), shape =>
    {
        var f = (shape.Members - 3) / 2;
        var (updates, hostile) = Attacked(shape.Seed, shape.Members, shape.Dimension, f, collude: true);
        var result = new Krum(f).Aggregate(AnyUpdates.Of(updates));
        return hostile.All(k => result.Excluded.Contains(AnyUpdates.Name(k))) && result.Excluded.Length == shape.Members - 1;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void MultiKrum_FarOutliers_AveragesHonestUpdatesOnly() => Prop.ForAll(AnyUpdates.Shapes(least: 7), shape =>
    {
        var f = (shape.Members - 3) / 2;
        var select = shape.Members - f - 2;
        var (updates, hostile) = Attacked(shape.Seed, shape.Members, shape.Dimension, f, collude: true);
        var result = new Krum(f, select).Aggregate(AnyUpdates.Of(updates));
        return hostile.All(k => result.Excluded.Contains(AnyUpdates.Name(k))) && result.Excluded.Length == shape.Members - select;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void GeometricMedian_WithLessThanHalfHostile_StaysNearTheHonestBall() => Prop.ForAll(AnyUpdates.Shapes(), shape =>
    {
        var f = (shape.Members - 1) / 2;
        var (updates, hostile) = Attacked(shape.Seed, shape.Members, shape.Dimension, f, collude: true);
        var values = new GeometricMedian().Aggregate(AnyUpdates.Of(updates)).Values;

        // 2 (1 - a) / (1 - 2 a) times the honest radius, about the origin; the smoothing adds a little of the hostile distance.
        var radius = Math.Sqrt(shape.Dimension);
        var a = (double)f / shape.Members;
        return Norm(values) <= (2 * (1 - a) / (1 - (2 * a)) * radius) + (1e-5 * hostile.Max(k => Norm(Array.ConvertAll(updates[k], v => (double)v))));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void NormFilter_FarOutliers_AreLeftOut() => Prop.ForAll(AnyUpdates.Shapes(), shape =>
    {
        var f = (shape.Members - 1) / 2;
        var (updates, hostile) = Attacked(shape.Seed, shape.Members, shape.Dimension, f, collude: false);
        return hostile.All(k => new NormRule(100, clips: false).Aggregate(AnyUpdates.Of(updates)).Excluded.Contains(AnyUpdates.Name(k)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void NormClip_AnyAttack_IsBoundedByTheHonestNorms() => Prop.ForAll(AnyUpdates.Shapes(), shape =>
    {
        var f = (shape.Members - 1) / 2;
        var (updates, hostile) = Attacked(shape.Seed, shape.Members, shape.Dimension, f, collude: true);
        var longest = Enumerable.Range(0, shape.Members).Except(hostile).Max(k => Norm(Array.ConvertAll(updates[k], v => (double)v)));
        return Norm(new NormRule(1.5, clips: true).Aggregate(AnyUpdates.Of(updates)).Values) <= 1.5 * longest * (1 + 1e-9);
    }).QuickCheckThrowOnFailure();

    private static void InsideTheHonestRange(IRobustAggregator rule, Func<int, int> hostileOf) => Prop.ForAll(AnyUpdates.Shapes(), shape =>
    {
        var (updates, hostile) = Attacked(shape.Seed, shape.Members, shape.Dimension, hostileOf(shape.Members), collude: shape.Seed % 2 == 0);
        var values = rule.Aggregate(AnyUpdates.Of(updates)).Values;
        var honest = updates.Where((_, k) => !hostile.Contains(k)).ToArray();
        return Enumerable.Range(0, shape.Dimension).All(i => values[i] >= honest.Min(u => u[i]) && values[i] <= honest.Max(u => u[i]));
    }).QuickCheckThrowOnFailure();

    /// <summary>Honest updates with coordinates in [-1, 1], none shorter than 1/2, and f hostile ones far away: together, or each its own way.</summary>
    private static (float[][] Updates, int[] Hostile) Attacked(int seed, int members, int dimension, int hostile, bool collude)
    {
        var random = new SeededRandom((ulong)seed);
        var updates = Enumerable.Range(0, members).Select(_ => Enumerable.Range(0, dimension)
            .Select(i => (float)(i == 0 ? 0.5 + (0.5 * random.NextDouble()) : (2 * random.NextDouble()) - 1)).ToArray()).ToArray();
        var order = Enumerable.Range(0, members).ToArray();
        random.Shuffle<int>(order);
        var target = Enumerable.Range(0, dimension).Select(_ => (float)(1e5 * (random.NextInt(2) == 0 ? 1 : -1))).ToArray();
        foreach (var k in order.AsSpan(0, hostile))
        {
            for (var i = 0; i < dimension; i++)
                updates[k][i] = collude ? target[i] : (float)(1e5 * (1 + random.NextDouble()) * (random.NextInt(2) == 0 ? 1 : -1));
        }

        return (updates, order[..hostile]);
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(v => v * v));
}

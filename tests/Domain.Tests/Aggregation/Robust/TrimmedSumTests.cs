using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Aggregation.Robust;

public sealed class TrimmedSumTests
{
    [Fact]
    public void Of_IsTheSumOfTheSortedColumnsMiddle() => Prop.ForAll(AnyUpdates.Shapes(least: 3), shape =>
    {
        var sums = Draw(shape.Seed, shape.Members, shape.Dimension);
        var trim = shape.Seed % ((shape.Members + 1) / 2);
        var result = TrimmedSum.Of(Memory(sums), trim);
        return Enumerable.Range(0, shape.Dimension).All(i => result[i] == sums.Select(s => s[i]).Order().Skip(trim).SkipLast(trim).Sum());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_OnePartnersSumChanges_MovesByNoMoreThanTheChange() => Prop.ForAll(AnyUpdates.Shapes(least: 3), shape =>
    {
        // The sensitivity statement: whatever one partner's sum is changed by, no coordinate of the result moves further, so no norm does.
        var sums = Draw(shape.Seed, shape.Members, shape.Dimension);
        var trim = shape.Seed % ((shape.Members + 1) / 2);
        var before = TrimmedSum.Of(Memory(sums), trim);
        var random = new SeededRandom((ulong)shape.Seed + 1);
        var changed = random.NextInt(shape.Members);
        var change = Enumerable.Range(0, shape.Dimension).Select(_ => (long)random.NextInt(1 << (1 + random.NextInt(20))) - (1 << 10)).ToArray();
        for (var i = 0; i < shape.Dimension; i++)
            sums[changed][i] += change[i];
        var after = TrimmedSum.Of(Memory(sums), trim);
        return Enumerable.Range(0, shape.Dimension).All(i => Math.Abs(after[i] - before[i]) <= Math.Abs(change[i]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_Overflow_Throws() =>
        Assert.Throws<OverflowException>(() => TrimmedSum.Of([new[] { long.MaxValue }, new[] { long.MaxValue }, new[] { 1L }], 0));

    [Fact]
    public void Of_NothingLeft_Throws() => Assert.Throws<ArgumentException>(() => TrimmedSum.Of([new[] { 1L }, new[] { 2L }], 1));

    private static long[][] Draw(int seed, int members, int dimension)
    {
        var random = new SeededRandom((ulong)seed);
        return [.. Enumerable.Range(0, members).Select(_ => Enumerable.Range(0, dimension).Select(_ => (long)(random.NextUInt64() >> 24) - (1L << 39)).ToArray())];
    }

    private static ReadOnlyMemory<long>[] Memory(long[][] sums) => Array.ConvertAll(sums, s => (ReadOnlyMemory<long>)s);
}

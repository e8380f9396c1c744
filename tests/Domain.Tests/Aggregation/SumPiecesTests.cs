using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Tests.Models;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Domain.Tests.Aggregation;

public sealed class SumPiecesTests
{
    [Fact]
    public void Combined_PartsInBytesAndInMemory_IsTheSumOfThemAll() =>
        Prop.ForAll(
            (from dimension in Gen.Elements(1, 7, 1 << 14, 40_000)
             from parts in Gen.Choose(1, 4)
             from seed in Gen.Choose(0, 1 << 20)
             select (dimension, parts, seed)).ToArbitrary(),
            it =>
            {
                var random = new SeededRandom((ulong)it.seed);
                var sums = Enumerable.Range(0, it.parts).Select(p => new PartialSum(
                    36, p + 1, 2, Enumerable.Range(0, it.dimension).Select(_ => (long)(random.NextUInt64() >> 4) - (1L << 59)).ToArray(), p % 2)).ToArray();
                var bytes = sums.Select((sum, p) => p % 2 == 0 ? (IExactSum)sum : new PartialSumReader(new ByteArray(sum.ToBytes())));
                var combined = new CombinedSum(bytes);
                var expected = new long[it.dimension];
                foreach (var sum in sums)
                {
                    for (var i = 0; i < expected.Length; i++)
                        expected[i] += sum.Sums.Span[i];
                }

                var all = PartialSum.Of(combined);
                var first = it.dimension / 3;
                var piece = new long[it.dimension - first];
                combined.Read(first, piece);
                var written = new byte[combined.ByteLength()];
                combined.WriteTo(new ByteArray(written));
                var key = new byte[16];
                return all.Sums.Span.SequenceEqual(expected) && piece.SequenceEqual(expected[first..]) && combined.WeightUnits == sums.Sum(s => s.WeightUnits)
                    && combined.Count == 2 * it.parts && combined.Votes == sums.Sum(s => s.Votes) && written.SequenceEqual(all.ToBytes())
                    && combined.Commitment(key) == all.Commitment(key);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void Combined_SumThatMightNotFit_IsRefused() => Refusal.Of(ErrorCodes.AggregationOverflow,
        () => new CombinedSum([new PartialSum(36, 1, 1, [long.MaxValue - 1]), new PartialSum(36, 1, 1, [2])]));

    [Fact]
    public void Combined_PartsThatDiffer_Throws()
    {
        Assert.Throws<ArgumentException>(() => new CombinedSum([]));
        Assert.Throws<ArgumentException>(() => new CombinedSum([new PartialSum(36, 1, 1, [1]), new PartialSum(35, 1, 1, [1])]));
        Assert.Throws<ArgumentException>(() => new CombinedSum([new PartialSum(36, 1, 1, [1]), new PartialSum(36, 1, 1, [1, 2])]));
    }

    [Fact]
    public void Reader_OfDamagedBytes_IsRefused()
    {
        var bytes = new PartialSum(36, 1, 1, [1, 2]).ToBytes();
        for (var length = 0; length < bytes.Length; length++)
            Refusal.Of(ErrorCodes.StorageCorrupt, () => new PartialSumReader(new ByteArray(bytes[..length])));
        Refusal.Of(ErrorCodes.StorageCorrupt, () => new PartialSumReader(new ByteArray([.. bytes, 0])));
    }

    [Fact]
    public void Mean_InPieces_IsTheMean()
    {
        var sum = new PartialSum(20, 3 << 20, 3, [.. Enumerable.Range(0, 20_000).Select(i => (i * 7919L) - 9_000_000)]);
        var mean = new double[5_000];
        using var pieces = SumMean.Weighted(sum);
        pieces.Read(12_345, mean);
        Assert.Equal(sum.Mean()[12_345..17_345], mean);
        Assert.Equal(sum.Sums.Span[0] / 1048576.0 / 3, sum.Mean()[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SumMean(sum, 0, negated: false));
    }
}

using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Aggregation;

public sealed class PartialSumTests
{
    private static readonly PartialSum Sample = new(36, 3L << 20, 3, [1, -2, long.MaxValue, 1L << 36]);

    [Fact]
    public void ToBytes_OfSample_IsTheDocumentedLayout()
    {
        var small = new PartialSum(36, 5, 2, [-1]);

        Assert.Equal("46454453554D3031" + "24000000" + "02000000" + "01000000" + "00000000" + "0500000000000000" + "FFFFFFFFFFFFFFFF", Convert.ToHexString(small.ToBytes()));
    }

    [Fact]
    public void FromBytes_OfToBytes_GivesTheSame() =>
        Prop.ForAll(
            (from sums in ArbMap.Default.GeneratorFor<long>().NonEmptyListOf()
             from bits in Gen.Choose(0, 60)
             from weight in Gen.Choose(0, int.MaxValue)
             from count in Gen.Choose(0, int.MaxValue)
             select new PartialSum(bits, weight, count, sums.ToArray())).ToArbitrary(),
            partial =>
            {
                var read = PartialSum.FromBytes(partial.ToBytes());
                return read.ToBytes().SequenceEqual(partial.ToBytes()) && read.Sums.Span.SequenceEqual(partial.Sums.Span)
                    && (read.FractionalBits, read.WeightUnits, read.Count) == (partial.FractionalBits, partial.WeightUnits, partial.Count);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void FromBytes_TruncatedOrLonger_IsRefused()
    {
        var bytes = Sample.ToBytes();
        for (var length = 0; length < bytes.Length; length++)
            Refusal.Of(ErrorCodes.StorageCorrupt, () => PartialSum.FromBytes(bytes.AsSpan(0, length)));
        Refusal.Of(ErrorCodes.StorageCorrupt, () => PartialSum.FromBytes([.. bytes, 0]));
    }

    [Fact]
    public void FromBytes_DamagedHeader_IsRefusedOrReadNeverElse()
    {
        for (var place = 0; place < 32; place++)
        {
            var bytes = Sample.ToBytes();
            bytes[place] ^= 0x80;
            var refusal = Record.Exception(() => PartialSum.FromBytes(bytes));
            Assert.True(refusal is null or FederatedException { Code.Number: 1603 }, $"{place}: {refusal}");
        }
    }

    [Fact]
    public void Commitment_OfKey_IsHmacOfTheBytes()
    {
        var key = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

        Assert.Equal(ContentHash.FromBytes(HMACSHA256.HashData(key, Sample.ToBytes())), Sample.Commitment(key));
        Assert.NotEqual(Sample.Commitment(key), Sample.Commitment(key.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => Sample.Commitment(key.AsSpan(0, 15)));
    }

    [Fact]
    public void Combine_NoneOrUnlike_Throws()
    {
        Assert.Throws<ArgumentException>(() => PartialSum.Combine([]));
        Assert.Throws<ArgumentException>(() => PartialSum.Combine([Sample, new(35, 1, 1, [1, 2, 3, 4])]));
        Assert.Throws<ArgumentException>(() => PartialSum.Combine([Sample, new(36, 1, 1, [1])]));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Combine_SumThatMightOverflow_IsRefused(long sum) =>
        Refusal.Of(ErrorCodes.AggregationOverflow, () => PartialSum.Combine([new(36, 1, 1, [sum]), new(36, 1, 1, [sum < 0 ? -1 : 1])]));

    [Fact]
    public void Mean_OfEqualUpdates_IsTheUpdate()
    {
        var accumulator = new ExactAccumulator(3, new(36));
        foreach (var weight in new[] { 1, 12_345, 1 << 20 })
            accumulator.Fold([0.5f, -3, 100], weight);

        Assert.Equal([0.5, -3, 100], accumulator.ToPartial().Mean());
    }

    [Fact]
    public void Mean_OfTwoWeights_IsTheWeightedMean() =>
        Assert.Equal([1.75], Combine((1, 1 << 20), (2, 3 << 20)).Mean());

    [Fact]
    public void Mean_OfAnySum_IsWithinTheDocumentedError() =>
        Prop.ForAll(ArbMap.Default.GeneratorFor<long>().ToArbitrary(), Gen.Choose(1, int.MaxValue).ToArbitrary(), (sum, weight) =>
        {
            var exact = sum / (decimal)weight;
            var mean = (decimal)new PartialSum(20, weight, 1, [sum]).Mean()[0];
            return Math.Abs(mean - exact) <= Math.Abs(exact) * 1e-14m + 1e-20m;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Mean_OfNothing_IsRefused() =>
        Refusal.Of(ErrorCodes.RoundFailed, () => new ExactAccumulator(2, new(36)).ToPartial().Mean());

    [Fact]
    public void DividedBy_FixedLot_ScalesTheSum()
    {
        Assert.Equal([1.0 / 4000], new PartialSum(36, 1 << 20, 1, [1L << 36]).DividedBy(4000));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sample.DividedBy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sample.DividedBy(double.NaN));
    }

    private static PartialSum Combine(params (float Value, long Weight)[] updates)
    {
        var accumulator = new ExactAccumulator(1, new(36));
        foreach (var (value, weight) in updates)
            accumulator.Fold([value], weight);
        return accumulator.ToPartial();
    }
}

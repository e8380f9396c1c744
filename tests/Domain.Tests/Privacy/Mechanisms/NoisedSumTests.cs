using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Tests.Models;
using Federated.Domain.Tests.Privacy.Noise;

namespace Federated.Domain.Tests.Privacy.Mechanisms;

public sealed class NoisedSumTests
{
    private static readonly NoiseScale Scale = NoiseScale.ForRecordCentral(20_000, 1, 1.5);

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(20_000)]
    public void Read_AnyOrderOfPieces_IsTheWholeSumWithItsNoise(int dimension)
    {
        var sums = Enumerable.Range(0, dimension).Select(i => (i - 5000L) << 30).ToArray();
        var whole = sums.ToArray();
        using AesCtrStream first = TestStreams.Of("noised"), second = TestStreams.Of("noised");
        GaussianNoise.Add(whole, Scale, first);
        using var noised = new NoisedSum(new PartialSum(30, 1, 1, sums), Scale, second);

        var random = new SeededRandom(3);
        for (var look = 0; look < 60; look++)
        {
            var from = random.NextInt(dimension);
            var piece = new long[random.NextInt(dimension - from) + 1];
            noised.Read(from, piece);
            Assert.Equal(whole[from..(from + piece.Length)], piece);
        }

        var all = new long[dimension];
        noised.Read(0, all);
        Assert.Equal(whole, all);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_ReadBeforeOrNot_GoesOnBehindTheWholeSumsNoise(bool readBefore)
    {
        using AesCtrStream first = TestStreams.Of("after"), second = TestStreams.Of("after");
        GaussianNoise.Add(new long[10_000], Scale, first);
        using var noised = new NoisedSum(new PartialSum(30, 1, 1, new long[10_000]), Scale, second);
        if (readBefore)
        {
            noised.Read(0, new long[10_000]);
            noised.Read(17, new long[5]);
        }

        byte[] expected = new byte[100], got = new byte[100];
        first.Fill(expected);
        noised.After().Fill(got);
        Assert.Equal(expected, got);
    }

    [Fact]
    public void Read_SumWithoutRoom_IsRefused()
    {
        using var stream = TestStreams.Of("room");
        using var noised = new NoisedSum(new PartialSum(30, 1, 1, [0, GaussianNoise.SumLimit]), Scale, stream);
        Refusal.Of(ErrorCodes.AggregationOverflow, () => noised.Read(0, new long[2]));
    }
}

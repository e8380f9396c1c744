using Federated.Domain.Errors;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Tests.Models;
using Federated.Domain.Tests.Privacy.Noise;

namespace Federated.Domain.Tests.Privacy.Mechanisms;

public sealed class GaussianNoiseTests
{
    private static readonly NoiseScale Scale = NoiseScale.ForRecordCentral(10_000, 1, 1.5);

    [Fact]
    public void Add_Sums_MoveByExactlyTheStreamsNoise()
    {
        long[] sums = [.. Enumerable.Range(0, 10_000).Select(i => (i - 5000L) << 35)];
        var noised = sums.ToArray();
        using AesCtrStream first = TestStreams.Of("add"), second = TestStreams.Of("add");
        GaussianNoise.Add(noised, Scale, first);
        var noise = new long[sums.Length];
        Scale.Distribution().Fill(noise, second);
        Assert.Equal(noise, noised.Zip(sums, (a, b) => a - b));
        // False failure 10^-10 over the key: the deviation of 10,000 numbers within 6.4 standard errors.
        var deviation = Math.Sqrt(noise.Average(x => (double)x * x)) / Scale.SigmaUnits;
        Assert.InRange(deviation, 1 - (6.4 / Math.Sqrt(20_000)), 1 + (6.4 / Math.Sqrt(20_000)));
    }

    [Fact]
    public void Add_PiecesOfWholeBatches_GetTheNoiseOfTheWhole()
    {
        long[] whole = new long[10_000], pieces = new long[10_000];
        using AesCtrStream first = TestStreams.Of("pieces"), second = TestStreams.Of("pieces");
        GaussianNoise.Add(whole, Scale, first);
        var distribution = Scale.Distribution();
        GaussianNoise.Add(pieces.AsSpan(0, 2 * DiscreteGaussian.BatchSize), distribution, second);
        GaussianNoise.Add(pieces.AsSpan(2 * DiscreteGaussian.BatchSize), distribution, second);
        Assert.Equal(whole, pieces);
    }

    [Theory]
    [InlineData(1L << 62)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-(1L << 62))]
    public void Add_SumThatMightOverflow_IsRefusedBeforeAnythingHappens(long sum)
    {
        long[] sums = [1, sum, 3];
        using var keyed = TestStreams.Of("overflow");
        var stream = new CountingStream(keyed);
        Refusal.Of(ErrorCodes.AggregationOverflow, () => GaussianNoise.Add(sums, Scale, stream));
        Assert.Equal([1, sum, 3], sums);
        Assert.Equal(0, stream.Taken);
    }

    [Fact]
    public void Add_LargestSigma_CannotOverflow()
    {
        long[] sums = [.. Enumerable.Repeat((1L << 62) - 1, 5000)];
        using var stream = TestStreams.Of("headroom");
        GaussianNoise.Add(sums, new DiscreteGaussian(DiscreteGaussian.MaxSigma), stream);
        Assert.All(sums, sum => Assert.True(sum > 1L << 61));
        GaussianNoise.Add([], Scale, stream);
    }
}

using Federated.Training.Randomness;

namespace Federated.Training.Tests;

/// <summary>Seeds are fixed, so the statistical tests cannot fail by chance; their bounds are at least 5 standard errors wide.</summary>
public sealed class DeterministicRandomTests
{
    [Fact]
    public void Sequence_OfASeed_NeverChanges()
    {
        // Computed apart, by a Python transcription of SplitMix64 and xoshiro256** as published.
        var random = new DeterministicRandom(42);
        Assert.Equal(new ulong[] { 0x15780B2E0C2EC716, 0x6104D9866D113A7E, 0xAE17533239E499A1, 0xECB8AD4703B360A1, 0xFDE6DC7FE2EC5E64 }, Enumerable.Range(0, 5).Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void Streams_OfOneSeed_AreApart()
    {
        var seen = Enumerable.Range(0, 100).Select(stream => new DeterministicRandom(1, (ulong)stream).NextUInt64()).ToHashSet();
        Assert.Equal(100, seen.Count);
    }

    [Fact]
    public void NextBelow_IsEven()
    {
        var random = new DeterministicRandom(1);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[random.NextBelow(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
        Assert.Equal(0, random.NextBelow(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextBelow(0));
    }

    [Fact]
    public void Shuffle_PutsEveryElementEverywhere()
    {
        var random = new DeterministicRandom(2);
        var counts = new int[4, 4];
        for (var n = 0; n < 8_000; n++)
        {
            int[] values = [0, 1, 2, 3];
            random.Shuffle<int>(values);
            Assert.Equal([0, 1, 2, 3], values.Order());
            for (var i = 0; i < 4; i++) counts[i, values[i]]++;
        }
        foreach (var count in counts) Assert.InRange(count, 1_800, 2_200);
    }

    [Fact]
    public void NextGaussian_HasItsMoments()
    {
        var random = new DeterministicRandom(3);
        var values = Enumerable.Range(0, 100_000).Select(_ => random.NextGaussian()).ToArray();
        Assert.InRange(values.Average(), -0.02, 0.02);
        Assert.InRange(values.Average(x => x * x), 0.97, 1.03);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(4.5)]
    public void NextLogGamma_HasTheMomentsOfTheShape(double shape)
    {
        var random = new DeterministicRandom(4);
        var values = Enumerable.Range(0, 100_000).Select(_ => Math.Exp(random.NextLogGamma(shape))).ToArray();
        var mean = values.Average();
        Assert.InRange(mean, shape * 0.96, shape * 1.04);
        Assert.InRange(values.Average(x => (x - mean) * (x - mean)), shape * 0.85, shape * 1.15);
    }

    [Fact]
    public void NextLogGamma_TinyShape_StaysFinite()
    {
        var random = new DeterministicRandom(5);
        for (var i = 0; i < 1000; i++) Assert.True(double.IsFinite(random.NextLogGamma(1e-3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextLogGamma(0));
    }
}

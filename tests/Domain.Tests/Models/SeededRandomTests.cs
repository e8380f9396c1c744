using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Models;

public sealed class SeededRandomTests
{
    [Theory]
    [InlineData(0UL, 11091344671253066420UL, 13793997310169335082UL, 1900383378846508768UL, 7684712102626143532UL)]
    [InlineData(42UL, 1546998764402558742UL, 6990951692964543102UL, 12544586762248559009UL, 17057574109182124193UL)]
    public void NextUInt64_OfSeed_MatchesTheReference(ulong seed, params ulong[] expected)
    {
        // From the authors' C code transcribed to Python, itself checked on the published vectors of SplitMix64 (seed 1234567) and xoshiro256**.
        var random = new SeededRandom(seed);

        Assert.Equal(expected, expected.Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void Derive_OfLabels_MatchesTheReference()
    {
        Assert.Equal(12931249274847610203, SeededRandom.Derive(7));
        Assert.Equal(5923290716012512342UL, SeededRandom.Derive(7, "a", "bc"));
        Assert.Equal(9634721055208522096UL, SeededRandom.Derive(7, "ab", "c"));
        Assert.Equal(2707862335966653547UL, SeededRandom.Derive(ulong.MaxValue, "cohort", "é"));
    }

    [Fact]
    public void NextDouble_AnySeed_IsFromZeroToBelowOne() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new SeededRandom(seed);
            return Enumerable.Range(0, 100).All(_ => random.NextDouble() is >= 0 and < 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void NextInt_AnyRange_StaysInIt() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), Gen.Choose(1, int.MaxValue).ToArbitrary(), (seed, max) =>
        {
            var random = new SeededRandom(seed);
            return Enumerable.Range(0, 20).All(_ => random.NextInt(max) is var n && n >= 0 && n < max);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void NextInt_OfSeven_IsUniform()
    {
        var random = new SeededRandom(3);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.NextInt(7)]++;

        // Chi-square with 6 degrees of freedom exceeds 38.3 once in a million seeds; the seed is fixed.
        Assert.True(counts.Sum(count => Math.Pow(count - 10_000, 2) / 10_000) < 38.3);
    }

    [Fact]
    public void NextInt_BelowOne_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(1).NextInt(0));

    [Fact]
    public void Shuffle_AnyItems_IsARepeatablePermutation() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), ArbMap.Default.ArbFor<int[]>(), (seed, items) =>
        {
            int[] once = [.. items], again = [.. items];
            new SeededRandom(seed).Shuffle<int>(once);
            new SeededRandom(seed).Shuffle<int>(again);
            return once.SequenceEqual(again) && once.Order().SequenceEqual(items.Order());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shuffle_OfThree_GivesEachOrderEquallyOften()
    {
        var random = new SeededRandom(11);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 60_000; i++)
        {
            var items = "abc".ToCharArray();
            random.Shuffle<char>(items);
            counts[new string(items)] = counts.GetValueOrDefault(new string(items)) + 1;
        }

        // Six orders; chi-square with 5 degrees of freedom exceeds 35.9 once in a million seeds.
        Assert.Equal(6, counts.Count);
        Assert.True(counts.Values.Sum(count => Math.Pow(count - 10_000, 2) / 10_000) < 35.9);
    }
}

using Federated.Domain.Errors;
using Federated.Training.Data;

namespace Federated.Training.Tests.Data;

public sealed class PartitionTests
{
    private static readonly long[] Labels = [.. Enumerable.Range(0, 1003).Select(i => (long)(i * 7 % 10))];

    [Theory]
    [InlineData("iid", 10)]
    [InlineData("iid", 1003)]
    [InlineData("dirichlet:0.1", 100)]
    [InlineData("dirichlet", 3)]
    [InlineData("shards:2", 50)]
    [InlineData("shards", 7)]
    public void Split_OfAnyKind_GivesEveryExampleToOneShareAndNoShareNothing(string text, int shareCount)
    {
        var shares = Partition.Parse(text).Split(Labels, shareCount, seed: 4);
        Assert.Equal(shareCount, shares.Length);
        Assert.All(shares, share => Assert.NotEmpty(share));
        Assert.All(shares, share => Assert.Equal(share.Order(), share));
        Assert.Equal(Enumerable.Range(0, Labels.Length), shares.SelectMany(share => share).Order());
    }

    [Theory]
    [InlineData("iid")]
    [InlineData("dirichlet:0.5")]
    [InlineData("shards:3")]
    public void Split_OfASeed_RepeatsAndDiffersFromAnother(string text)
    {
        var partition = Partition.Parse(text);
        Assert.Equal(partition.Split(Labels, 9, seed: 4), partition.Split(Labels, 9, seed: 4));
        Assert.NotEqual(partition.Split(Labels, 9, seed: 4), partition.Split(Labels, 9, seed: 5));
        Assert.Equal(text, partition.ToString());
    }

    [Fact]
    public void Split_Iid_DiffersByOneAtMost()
    {
        var sizes = Partition.Iid.Split(Labels, 17, seed: 1).Select(share => share.Length).Distinct().Order().ToArray();
        Assert.Equal([59], sizes);
        Assert.Equal([62, 63], Partition.Iid.Split(Labels, 16, seed: 1).Select(share => share.Length).Distinct().Order());
    }

    [Fact]
    public void Split_Shards_GivesEachShareFewClasses()
    {
        // 50 shares of 2 pieces of about 10 examples; a class has about 100, so a piece spans two classes at most.
        var shares = Partition.Parse("shards:2").Split(Labels, 50, seed: 1);
        Assert.All(shares, share => Assert.InRange(share.Select(index => Labels[index]).Distinct().Count(), 1, 4));
        Assert.True(shares.Average(share => share.Select(index => Labels[index]).Distinct().Count()) < 3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("iid:1")]
    [InlineData("dirichlet:0")]
    [InlineData("dirichlet:nan")]
    [InlineData("dirichlet:")]
    [InlineData("shards:0")]
    [InlineData("shards:1001")]
    [InlineData("shards:2.5")]
    [InlineData("label-skew")]
    public void Parse_OfSomethingElse_IsRefused(string text) =>
        Assert.Equal(ErrorCodes.UsageInvalid, Assert.Throws<FederatedException>(() => Partition.Parse(text)).Code);

    [Theory]
    [InlineData("iid", 1004)]
    [InlineData("dirichlet:1", 1004)]
    [InlineData("shards:2", 502)]
    [InlineData("iid", 0)]
    public void Split_MoreSharesThanExamples_IsRefused(string text, int shareCount) =>
        Assert.Equal(ErrorCodes.DataMismatch, Assert.Throws<FederatedException>(() => Partition.Parse(text).Split(Labels, shareCount, seed: 1)).Code);
}

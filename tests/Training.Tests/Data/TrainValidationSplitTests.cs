using Federated.Domain.Plans;
using Federated.Training.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Training.Tests.Data;

public sealed class TrainValidationSplitTests
{
    private static readonly Pseudonyms Node = new(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());
    private static readonly ValidationPlan Fifth = new() { Fraction = 0.2 };

    private static readonly Gen<UInt128[]> Keys = ArbMap.Default.GeneratorFor<ulong>().ArrayOf().Select(values => values.Select(value => (UInt128)value).ToArray());

    [Fact]
    public void Split_OfExamplesInAnotherOrder_IsTheSame() => Prop.ForAll(Keys.ToArbitrary(), ArbMap.Default.ArbFor<int>(), (keys, seed) =>
    {
        var shuffled = keys.OrderBy(key => HashCode.Combine(seed, key)).ToArray();
        return Kept(keys).Order().SequenceEqual(Kept(shuffled).Order());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Split_WithExamplesAddedOrRemoved_LeavesTheOthersOnTheirSide() => Prop.ForAll(Keys.ToArbitrary(), Keys.ToArbitrary(), (keys, more) =>
        Kept([.. keys, .. more]).SequenceEqual(Kept(keys).Concat(Kept(more)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Split_IsAPartition() => Prop.ForAll(Keys.ToArbitrary(), keys =>
    {
        var split = TrainValidationSplit.Of(keys, Fifth, Node);
        return split.Training.Concat(split.Validation).Order().SequenceEqual(Enumerable.Range(0, keys.Length));
    }).QuickCheckThrowOnFailure();

    /// <summary>20,000 keys, a fifth kept: 4,000 with a deviation of 57. Fixed keys, so it either always holds or never.</summary>
    [Fact]
    public void Split_KeepsTheFractionThatThePlanSays() => Assert.InRange(Kept(Counted(20_000)).Length, 3_750, 4_250);

    [Fact]
    public void Split_OfAnotherSeedOrNode_IsAnother()
    {
        var keys = Counted(200);
        Assert.NotEqual(Kept(keys), keys.Where((_, i) => TrainValidationSplit.Of(keys, Fifth with { Seed = 2 }, Node).Validation.Contains(i)));
        Assert.NotEqual(TrainValidationSplit.Of(keys, Fifth, Node).Validation, TrainValidationSplit.Of(keys, Fifth, Pseudonyms.Passing()).Validation);
        Assert.Equal(TrainValidationSplit.Of(keys, Fifth, Node).Validation, TrainValidationSplit.Of(keys, Fifth, Node).Validation);
    }

    /// <summary>What nodes have on disk today must fall to the same side tomorrow.</summary>
    [Fact]
    public void Split_OfKnownKeys_IsPinned() => Assert.Equal("1,3,7,9,10,14,16,17,19,24,26", string.Join(',', TrainValidationSplit.Of(Counted(30), Fifth, Node).Validation));

    [Fact]
    public void Split_WithoutAPlan_KeepsNoneOut() => Assert.Empty(TrainValidationSplit.Of(Counted(3), null, Node).Validation);

    [Fact]
    public void Pseudonym_DependsOnIdentifierAndNodeAlone()
    {
        Assert.Equal(Node.Of("ann"), Node.Of("ann"));
        Assert.NotEqual(Node.Of("ann"), Node.Of("bob"));
        Assert.NotEqual(Node.Of("ann"), Pseudonyms.Passing().Of("ann"));
        Assert.Throws<ArgumentException>(() => new Pseudonyms(new byte[31]));
    }

    private static UInt128[] Counted(int count) => [.. Enumerable.Range(0, count).Select(i => (UInt128)i)];

    private static UInt128[] Kept(UInt128[] keys) => [.. TrainValidationSplit.Of(keys, Fifth, Node).Validation.Select(i => keys[i])];
}

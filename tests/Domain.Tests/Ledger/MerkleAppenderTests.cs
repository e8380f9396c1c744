using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Ledger;

public sealed class MerkleAppenderTests
{
    [Fact]
    public void Root_EverySizeTo130_EqualsTheNaiveRoot()
    {
        var store = new NodeStore();
        var appender = new MerkleAppender(0, store);
        var leaves = new List<ContentHash>();
        Assert.Equal(MerkleHash.EmptyRoot, appender.Root());
        for (var i = 0; i < 130; i++)
        {
            leaves.Add(NodeStore.Leaf(i));
            store.Append(appender, leaves[i]);
            var naive = NodeStore.NaiveRoot(leaves.ToArray());
            Assert.Equal(naive, appender.Root());
            Assert.Equal(naive, MerkleProofs.Root(i + 1, store));
            Assert.Equal(naive, new MerkleAppender(i + 1, store).Root());
        }
    }

    [Fact]
    public void Root_AnyLeaves_EqualsTheNaiveRoot() =>
        Prop.ForAll<byte[][]>(entries =>
        {
            var leaves = entries.Select(e => MerkleHash.Leaf(e ?? [])).ToArray();
            var store = new NodeStore();
            var appender = new MerkleAppender(0, store);
            foreach (var leaf in leaves)
                store.Append(appender, leaf);
            return appender.Root() == NodeStore.NaiveRoot(leaves);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Append_AfterResume_GoesOnAsIfNeverStopped() =>
        Prop.ForAll(Gen.Choose(0, 200).ToArbitrary(), Gen.Choose(1, 70).ToArbitrary(), (size, more) =>
        {
            var store = NodeStore.OfSize(size);
            var resumed = new MerkleAppender(size, store);
            for (var i = size; i < size + more; i++)
                store.Append(resumed, NodeStore.Leaf(i));
            return resumed.Size == size + more && resumed.Root() == MerkleProofs.Root(size + more, NodeStore.OfSize(size + more));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Resume_LargeTree_ReadsTheRightEdgeOnly()
    {
        var store = NodeStore.OfSize(1000);
        _ = new MerkleAppender(1000, store);
        Assert.Equal(long.PopCount(1000), store.Reads);
    }

    [Fact]
    public void Append_ManyLeaves_CreatesEachCompleteNodeOnce()
    {
        var appender = new MerkleAppender(0, new NodeStore());
        var created = new List<MerkleNode>();
        for (var i = 0; i < 100; i++)
            appender.Append(NodeStore.Leaf(i), created);
        var expected = Enumerable.Range(0, 7).SelectMany(level => Enumerable.Range(0, 100 >> level).Select(index => (level, (long)index)));
        Assert.Equal(expected.Order(), created.Select(n => (n.Level, n.Index)).Order());
    }

    [Fact]
    public void Resume_MissingNode_Throws() =>
        Assert.Throws<KeyNotFoundException>(() => new MerkleAppender(5, NodeStore.OfSize(4)));
}

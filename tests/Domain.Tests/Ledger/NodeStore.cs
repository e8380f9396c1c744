using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Ledger;

/// <summary>Keeps nodes in memory and counts reads; a missing node throws.</summary>
internal sealed class NodeStore : IMerkleNodeReader
{
    private readonly Dictionary<(int, long), ContentHash> _nodes = [];

    public int Reads { get; private set; }

    public ContentHash Read(int level, long index)
    {
        Reads++;
        return _nodes[(level, index)];
    }

    public void Add(IEnumerable<MerkleNode> nodes)
    {
        foreach (var node in nodes)
            _nodes.Add((node.Level, node.Index), node.Hash);
    }

    public static ContentHash Leaf(int i) => MerkleHash.Leaf(BitConverter.GetBytes(i));

    public static NodeStore OfSize(int size)
    {
        var store = new NodeStore();
        var appender = new MerkleAppender(0, store);
        for (var i = 0; i < size; i++)
            store.Append(appender, Leaf(i));
        return store;
    }

    public void Append(MerkleAppender appender, ContentHash leaf)
    {
        var created = new List<MerkleNode>();
        appender.Append(leaf, created);
        Add(created);
    }

    /// <summary>MTH of RFC 6962 2.1, as it stands there.</summary>
    public static ContentHash NaiveRoot(ReadOnlySpan<ContentHash> leaves)
    {
        if (leaves.IsEmpty)
            return MerkleHash.EmptyRoot;
        if (leaves.Length == 1)
            return leaves[0];
        var k = 1;
        while (k * 2 < leaves.Length)
            k *= 2;
        return MerkleHash.Node(NaiveRoot(leaves[..k]), NaiveRoot(leaves[k..]));
    }
}

using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// Grows a Merkle tree leaf by leaf. It holds the right edge only: one hash for each set bit of the size, so an append
/// and a root cost O(log n) and no leaf is read again.
/// </summary>
public sealed class MerkleAppender
{
    // _edge[level] is the last complete subtree of 2^level leaves, and is valid while bit `level` of Size is set.
    private readonly ContentHash[] _edge = new ContentHash[63];

    /// <param name="size">The number of leaves the tree has already.</param>
    /// <param name="nodes">The stored nodes; only those of the right edge are read.</param>
    public MerkleAppender(long size, IMerkleNodeReader nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentNullException.ThrowIfNull(nodes);
        Size = size;
        for (var level = 0; level < _edge.Length; level++)
        {
            if ((size >> level & 1) == 1)
                _edge[level] = nodes.Read(level, (size >> level) - 1);
        }
    }

    /// <summary>The number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Appends a leaf.</summary>
    /// <param name="leaf">The leaf's hash (<see cref="MerkleHash.Leaf"/>).</param>
    /// <param name="created">Receives the nodes this append completed, the leaf first; all of them are to be stored.</param>
    public void Append(ContentHash leaf, ICollection<MerkleNode> created)
    {
        ArgumentNullException.ThrowIfNull(created);
        var hash = leaf;
        created.Add(new(0, Size, hash));
        var level = 0;
        for (; (Size >> level & 1) == 1; level++)
        {
            hash = MerkleHash.Node(_edge[level], hash);
            created.Add(new(level + 1, Size >> (level + 1), hash));
        }

        _edge[level] = hash;
        Size = checked(Size + 1);
    }

    /// <summary>The root over all leaves; <see cref="MerkleHash.EmptyRoot"/> when there are none.</summary>
    public ContentHash Root()
    {
        ContentHash? root = null;
        for (var level = 0; level < _edge.Length; level++)
        {
            if ((Size >> level & 1) == 1)
                root = root is { } right ? MerkleHash.Node(_edge[level], right) : _edge[level];
        }

        return root ?? MerkleHash.EmptyRoot;
    }
}

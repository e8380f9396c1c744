using System.Collections.Immutable;
using System.Numerics;
using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>Proofs over a stored tree (RFC 6962, sections 2.1.1 and 2.1.2). Each reads O(log n) stored nodes.</summary>
public static class MerkleProofs
{
    /// <summary>The audit path of a leaf, from the leaf's sibling up to the root's child.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 &lt;= index &lt; size.</exception>
    public static ImmutableArray<ContentHash> Inclusion(long index, long size, IMerkleNodeReader nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        ArgumentNullException.ThrowIfNull(nodes);

        var path = new List<ContentHash>();
        long begin = 0, count = size;
        while (count > 1)
        {
            var left = SplitPoint(count);
            if (index < begin + left)
            {
                path.Add(Subtree(begin + left, count - left, nodes));
                count = left;
            }
            else
            {
                path.Add(Subtree(begin, left, nodes));
                begin += left;
                count -= left;
            }
        }

        path.Reverse();
        return [.. path];
    }

    /// <summary>The proof that the tree of <paramref name="from"/> leaves is a prefix of the tree of <paramref name="to"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 &lt;= from &lt;= to: nothing can be proved about the empty tree.</exception>
    public static ImmutableArray<ContentHash> Consistency(long from, long to, IMerkleNodeReader nodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        ArgumentNullException.ThrowIfNull(nodes);

        var proof = new List<ContentHash>();
        long begin = 0, count = to, old = from;
        while (old < count)
        {
            var left = SplitPoint(count);
            if (old <= left)
            {
                proof.Add(Subtree(begin + left, count - left, nodes));
                count = left;
            }
            else
            {
                proof.Add(Subtree(begin, left, nodes));
                begin += left;
                count -= left;
                old -= left;
            }
        }

        // The verifier knows the whole old root, so the subtree is named only where it is a part of it.
        if (begin > 0)
            proof.Add(Subtree(begin, count, nodes));
        proof.Reverse();
        return [.. proof];
    }

    /// <summary>The root of the first <paramref name="size"/> leaves.</summary>
    public static ContentHash Root(long size, IMerkleNodeReader nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentNullException.ThrowIfNull(nodes);
        return size == 0 ? MerkleHash.EmptyRoot : Subtree(0, size, nodes);
    }

    // MTH(D[begin : begin + count]); begin is a multiple of every complete subtree that count decomposes into.
    private static ContentHash Subtree(long begin, long count, IMerkleNodeReader nodes)
    {
        if (BitOperations.IsPow2(count))
        {
            var level = BitOperations.TrailingZeroCount(count);
            return nodes.Read(level, begin >> level);
        }

        var left = SplitPoint(count);
        return MerkleHash.Node(Subtree(begin, left, nodes), Subtree(begin + left, count - left, nodes));
    }

    // The largest power of two smaller than count (count > 1).
    private static long SplitPoint(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}

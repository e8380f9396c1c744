using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// Checks proofs (RFC 9162, sections 2.1.3.2 and 2.1.4.2), as strict as transparency-dev/merkle: a proof from an empty
/// tree, a proof with hashes left over and an index outside the tree are refused. A refusal is an answer, not an
/// exception: every input may come from an adversary.
/// </summary>
public static class MerkleVerifier
{
    /// <summary>True when <paramref name="proof"/> shows the leaf in the tree with this size and root.</summary>
    /// <param name="leaf">The leaf's hash.</param>
    /// <param name="index">The leaf's position, from 0.</param>
    /// <param name="size">The number of leaves of the tree.</param>
    /// <param name="proof">The audit path, lowest first.</param>
    /// <param name="root">The root, from a checkpoint whose signature was checked.</param>
    /// <param name="reason">Why not; empty when true.</param>
    public static bool VerifyInclusion(
        ContentHash leaf, long index, long size, IReadOnlyList<ContentHash> proof, ContentHash root, out string reason)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (index < 0 || index >= size)
            return Refuse($"Got leaf index {index}, wanted one inside the tree of {size} leaves.", out reason);

        long position = index, last = size - 1;
        var hash = leaf;
        foreach (var sibling in proof)
        {
            if (last == 0)
                return Refuse($"Got {proof.Count} hashes, which is more than leaf {index} of {size} needs.", out reason);
            if ((position & 1) == 1 || position == last)
            {
                hash = MerkleHash.Node(sibling, hash);
                ClimbRaggedEdge(ref position, ref last);
            }
            else
            {
                hash = MerkleHash.Node(hash, sibling);
            }

            position >>= 1;
            last >>= 1;
        }

        if (last != 0)
            return Refuse($"Got {proof.Count} hashes, which is fewer than leaf {index} of {size} needs.", out reason);
        return hash == root
            ? Accept(out reason)
            : Refuse($"The proof leads to root {hash}, the tree of {size} leaves has root {root}.", out reason);
    }

    /// <summary>True when <paramref name="proof"/> shows that the tree with the old size and root is a prefix of the new one.</summary>
    /// <param name="oldSize">The number of leaves before, at least 1.</param>
    /// <param name="newSize">The number of leaves after.</param>
    /// <param name="proof">The consistency proof; empty when the sizes are equal.</param>
    /// <param name="oldRoot">The root before.</param>
    /// <param name="newRoot">The root after.</param>
    /// <param name="reason">Why not; empty when true.</param>
    public static bool VerifyConsistency(
        long oldSize, long newSize, IReadOnlyList<ContentHash> proof, ContentHash oldRoot, ContentHash newRoot, out string reason)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (oldSize < 1)
            return Refuse($"Got old size {oldSize}, wanted at least 1: nothing can be proved about the empty tree.", out reason);
        if (oldSize > newSize)
            return Refuse($"Got old size {oldSize} and new size {newSize}, wanted a tree that did not shrink.", out reason);
        if (oldSize == newSize)
            return VerifySame(oldSize, proof, oldRoot, newRoot, out reason);
        if (proof.Count == 0)
            return Refuse($"Got an empty proof from {oldSize} to {newSize} leaves, wanted hashes.", out reason);

        long position = oldSize - 1, last = newSize - 1;
        while ((position & 1) == 1)
        {
            position >>= 1;
            last >>= 1;
        }

        // An old tree that is complete is itself the first subtree, and the proof leaves its root out.
        var next = 0;
        var oldHash = position == 0 ? oldRoot : proof[next++];
        var newHash = oldHash;
        for (; next < proof.Count; next++)
        {
            if (last == 0)
                return Refuse($"Got {proof.Count} hashes, which is more than {oldSize} to {newSize} leaves needs.", out reason);
            if ((position & 1) == 1 || position == last)
            {
                oldHash = MerkleHash.Node(proof[next], oldHash);
                newHash = MerkleHash.Node(proof[next], newHash);
                ClimbRaggedEdge(ref position, ref last);
            }
            else
            {
                newHash = MerkleHash.Node(newHash, proof[next]);
            }

            position >>= 1;
            last >>= 1;
        }

        if (last != 0)
            return Refuse($"Got {proof.Count} hashes, which is fewer than {oldSize} to {newSize} leaves needs.", out reason);
        if (oldHash != oldRoot)
            return Refuse($"The proof leads to old root {oldHash}, the tree of {oldSize} leaves has root {oldRoot}.", out reason);
        return newHash == newRoot
            ? Accept(out reason)
            : Refuse($"The proof leads to new root {newHash}, the tree of {newSize} leaves has root {newRoot}.", out reason);
    }

    private static bool VerifySame(
        long size, IReadOnlyList<ContentHash> proof, ContentHash oldRoot, ContentHash newRoot, out string reason)
    {
        if (proof.Count != 0)
            return Refuse($"Got {proof.Count} hashes for two trees of {size} leaves, wanted none.", out reason);
        return oldRoot == newRoot
            ? Accept(out reason)
            : Refuse($"Got roots {oldRoot} and {newRoot} for the same {size} leaves: the histories are split.", out reason);
    }

    // A right edge node without a sibling keeps its hash while it moves up.
    private static void ClimbRaggedEdge(ref long position, ref long last)
    {
        while ((position & 1) == 0 && position != 0)
        {
            position >>= 1;
            last >>= 1;
        }
    }

    private static bool Accept(out string reason)
    {
        reason = string.Empty;
        return true;
    }

    private static bool Refuse(string why, out string reason)
    {
        reason = why;
        return false;
    }
}

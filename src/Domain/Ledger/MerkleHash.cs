using System.Security.Cryptography;
using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// The hashes of the ledger's Merkle tree (RFC 6962, section 2.1), SHA-256:
/// <code>
/// leaf   H(0x00 || entry)
/// node   H(0x01 || left 32 bytes || right 32 bytes)
/// empty  H("")
/// </code>
/// The first byte keeps a leaf from passing for a node.
/// </summary>
public static class MerkleHash
{
    /// <summary>The root of the tree without leaves.</summary>
    public static ContentHash EmptyRoot { get; } = ContentHash.Of([]);

    /// <summary>The hash of a leaf that holds <paramref name="entry"/>.</summary>
    public static ContentHash Leaf(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0x00]);
        hash.AppendData(entry);
        return ContentHash.FromBytes(hash.GetHashAndReset());
    }

    /// <summary>The hash of the node over two subtrees.</summary>
    public static ContentHash Node(ContentHash left, ContentHash right)
    {
        Span<byte> content = stackalloc byte[1 + (2 * ContentHash.Size)];
        content[0] = 0x01;
        left.ToBytes().CopyTo(content[1..]);
        right.ToBytes().CopyTo(content[(1 + ContentHash.Size)..]);
        return ContentHash.Of(content);
    }
}

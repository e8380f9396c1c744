using System.Numerics;
using System.Security.Cryptography;
using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// The verifier's own RFC 6962 root, straight from entry bytes. It shares nothing with <see cref="MerkleHash"/> or
/// <see cref="MerkleAppender"/>: a mistake there must not be able to hide itself here.
/// </summary>
internal sealed class LineMerkleRoot
{
    // Roots of complete subtrees, largest first; after n leaves there are popcount(n) of them.
    private readonly Stack<byte[]> _subtrees = new();

    public long Count { get; private set; }

    /// <summary>Adds a leaf and returns its hash.</summary>
    public ContentHash Add(ReadOnlySpan<byte> entry)
    {
        var leaf = Prefixed(0x00, entry, []);
        var hash = leaf;
        Count++;
        for (var merges = BitOperations.TrailingZeroCount(Count); merges > 0; merges--)
            hash = Prefixed(0x01, _subtrees.Pop(), hash);
        _subtrees.Push(hash);
        return ContentHash.FromBytes(leaf);
    }

    public ContentHash Root()
    {
        if (_subtrees.Count == 0)
            return ContentHash.FromBytes(SHA256.HashData([]));

        // A stack enumerates from the top, so the smallest subtree comes first.
        return ContentHash.FromBytes(_subtrees.Aggregate((right, left) => Prefixed(0x01, left, right)));
    }

    private static byte[] Prefixed(byte prefix, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData([prefix]);
        sha.AppendData(first);
        sha.AppendData(second);
        return sha.GetHashAndReset();
    }
}

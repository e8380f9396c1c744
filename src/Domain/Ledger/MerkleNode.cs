using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// A node over a complete subtree: it covers the 2^<paramref name="Level"/> leaves from
/// <paramref name="Index"/> * 2^<paramref name="Level"/> on, and never changes once written.
/// </summary>
/// <param name="Level">0 for leaves.</param>
/// <param name="Index">The position among the nodes of this level, from 0.</param>
/// <param name="Hash">The node's hash.</param>
public readonly record struct MerkleNode(int Level, long Index, ContentHash Hash);

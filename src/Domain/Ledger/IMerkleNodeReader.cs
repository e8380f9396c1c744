using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>Reads stored nodes. The tree knows nothing else of storage.</summary>
public interface IMerkleNodeReader
{
    /// <summary>The hash of the complete subtree over the leaves [index * 2^level, (index + 1) * 2^level).</summary>
    /// <param name="level">0 for leaves.</param>
    /// <param name="index">The position among the nodes of this level, from 0.</param>
    /// <remarks>An implementation throws when the node is missing: a tree with a hole proves nothing.</remarks>
    ContentHash Read(int level, long index);
}

using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Grains.Ports;

namespace Federated.Silo.Storage;

/// <summary>A row of <c>ledger_entries</c> as it is read.</summary>
internal sealed record EntryRow(long Idx, string LeafHash, byte[] Bytes)
{
    /// <summary>The entry, once its bytes are known to have the leaf hash that the tree was built with.</summary>
    /// <exception cref="FederatedException">FED-1401 when they have another.</exception>
    public StoredEntry Checked()
    {
        var computed = MerkleHash.Leaf(Bytes);
        return string.Equals(computed.ToString(), LeafHash, StringComparison.Ordinal)
            ? new StoredEntry(Idx, computed, Bytes)
            : throw new FederatedException(ErrorCodes.LedgerCorrupt,
                $"Got entry {Idx} with leaf hash {computed}, wanted {LeafHash}, which it was appended with: the entry was changed in the database. "
                + LedgerIntegrity.WhatToDo);
    }
}

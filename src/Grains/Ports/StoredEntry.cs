using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Grains.Ports;

/// <summary>An entry as the ledger holds it.</summary>
/// <param name="Index">Its index.</param>
/// <param name="LeafHash">Its leaf hash.</param>
/// <param name="Bytes">The canonical bytes.</param>
public sealed record StoredEntry(long Index, ContentHash LeafHash, byte[] Bytes)
{
    /// <summary>The entry, decoded.</summary>
    public LedgerEntry Decode() => LedgerCodec.Decode(Bytes);
}

using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Grains.Ports;

/// <summary>Where an entry stands after an append.</summary>
/// <param name="Index">Its index.</param>
/// <param name="LeafHash">Its leaf hash.</param>
/// <param name="Entry">The entry that stands, which is an earlier one when <paramref name="Existed"/>.</param>
/// <param name="Existed">True when the unique key stood already and nothing was appended for it.</param>
public sealed record AppendedEntry(long Index, ContentHash LeafHash, LedgerEntry Entry, bool Existed);

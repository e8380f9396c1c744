using Federated.Domain.Models;

namespace Federated.Grains.Ports;

/// <summary>The head of the ledger.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Root">Merkle root (RFC 6962).</param>
public readonly record struct LedgerHead(long Size, ContentHash Root);

using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Grains.Round;

/// <summary>A round's seal as the ledger holds it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="LeafHash">Its leaf hash, which the commit refers to.</param>
/// <param name="Secret">The round's secret, kept until the commit.</param>
public sealed record Seal(RoundSealed Entry, ContentHash LeafHash, byte[] Secret);

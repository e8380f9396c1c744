using System.Text.Json.Serialization;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Receipts;

/// <summary>A receipt as the node keeps it.</summary>
/// <param name="Receipt">The federation's promise.</param>
/// <param name="UpdateHash">The hash of the update that this node sent.</param>
public sealed record StoredReceipt(SignedReceipt Receipt, ContentHash UpdateHash)
{
    /// <summary>The round's id.</summary>
    [JsonIgnore]
    public RoundId Id => new(Receipt.Receipt.Run, Receipt.Receipt.Round);
}

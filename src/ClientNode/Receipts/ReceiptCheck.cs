using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Receipts;

/// <summary>Whether a receipt is worth keeping: signed by the pinned key, and about this very update.</summary>
public static class ReceiptCheck
{
    /// <summary>What is wrong with a receipt, or null when it holds.</summary>
    /// <param name="receipt">What the silo answered.</param>
    /// <param name="keys">The pinned keys.</param>
    /// <param name="partner">This node's partner.</param>
    /// <param name="round">The round of the update.</param>
    /// <param name="update">The hash of the bytes that were sent.</param>
    public static string? Problem(SignedReceipt receipt, FederationKeys keys, PartnerName partner, RoundId round, ContentHash update)
    {
        var said = receipt.Receipt;
        if (!receipt.Verify(keys.Receipt, out var reason))
            return reason;
        if (!string.Equals(said.Federation, keys.Federation, StringComparison.Ordinal))
            return $"The receipt is of federation '{said.Federation}', wanted '{keys.Federation}'.";
        if (said.Partner != partner)
            return $"The receipt is for partner '{said.Partner}', wanted '{partner}'.";
        if (said.Run != round.Run || said.Round != round.Number)
            return $"The receipt is for round {said.Run}/{said.Round}, wanted {round}.";
        return said.UpdateHash == update ? null : $"The receipt names update {said.UpdateHash}, wanted {update}, which was sent.";
    }
}

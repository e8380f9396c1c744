namespace Federated.Domain.Ledger;

/// <summary>What an export makes of one receipt.</summary>
/// <param name="Receipt">The receipt.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Explanation">The same in words.</param>
/// <param name="AtIndex">The entry that decides, from 0; null when none does.</param>
/// <param name="Ledger">The verdict on the export.</param>
public sealed record ReceiptVerdict(SignedReceipt Receipt, ReceiptOutcome Outcome, string Explanation, long? AtIndex, LedgerVerdict Ledger)
{
    /// <summary>True when the federation broke a signed promise.</summary>
    public bool IsEvidence => Outcome == ReceiptOutcome.Missing;
}

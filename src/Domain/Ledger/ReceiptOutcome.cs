namespace Federated.Domain.Ledger;

/// <summary>What became of a receipt's promise.</summary>
public enum ReceiptOutcome
{
    /// <summary>The round is sealed with this commitment, and committed.</summary>
    Included,

    /// <summary>The round is sealed with this commitment, and not committed (yet, or the run ended first).</summary>
    SealedOnly,

    /// <summary>The ledger says that the update was lost after it was claimed.</summary>
    Lost,

    /// <summary>The ledger says that the round was abandoned, or the run ended before it was sealed.</summary>
    Abandoned,

    /// <summary>
    /// The ledger closed the round and denies the promise: receipt and export are evidence against the federation.
    /// </summary>
    Missing,

    /// <summary>The export does not reach the round's end: look again in a later one.</summary>
    Pending,

    /// <summary>The receipt itself does not verify.</summary>
    BadSignature,

    /// <summary>The export does not verify, so it says nothing about the receipt.</summary>
    LedgerInvalid,
}

using Federated.Domain.Errors;

namespace Federated.Domain.Ledger;

/// <summary>
/// A receipt with the federation's signature. The note alone is the file form: its text is the receipt's body
/// (see <see cref="UpdateReceipt"/>), signed by the federation's receipt key.
/// </summary>
/// <param name="Receipt">The receipt.</param>
/// <param name="Note">The signed note.</param>
public sealed record SignedReceipt(UpdateReceipt Receipt, string Note)
{
    /// <summary>Signs a receipt.</summary>
    /// <exception cref="FederatedException">FED-1405 when the commitment does not open to the receipt's members.</exception>
    public static SignedReceipt Sign(UpdateReceipt receipt, INoteSigner signer)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (!receipt.CommitmentOpens)
            throw new FederatedException(ErrorCodes.ReceiptInvalid,
                "Got a commitment of another update, salt, round or partner, wanted this receipt's: nothing was signed.");
        return new(receipt, SignedNote.Sign(receipt.BodyText(), signer).ToString());
    }

    /// <summary>Reads a note that holds a receipt. Nothing is trusted before <see cref="Verify"/>.</summary>
    /// <exception cref="FederatedException">FED-1405 when its text is not a receipt, FED-1404 when it is not a note.</exception>
    public static SignedReceipt Parse(string note) => new(UpdateReceipt.ParseBody(SignedNote.Parse(note).Text), note);

    /// <summary>
    /// True when the note is this receipt, <paramref name="key"/> signed it and its commitment opens. A node checks this
    /// before it relies on the receipt.
    /// </summary>
    /// <param name="key">The federation's receipt key.</param>
    /// <param name="reason">Why not; empty when true.</param>
    public bool Verify(NoteVerifierKey key, out string reason)
    {
        if (!SignedNote.TryParse(Note, out var note, out reason) || !note.Verify(key, out reason))
            return false;
        try
        {
            if (!string.Equals(note.Text, Receipt.BodyText(), StringComparison.Ordinal))
                reason = "The signed text is another receipt.";
            else if (!Receipt.CommitmentOpens)
                reason = "The signed commitment does not open to this update, salt, round and partner.";
        }
        catch (FederatedException e)
        {
            reason = e.Message;
        }

        return reason.Length == 0;
    }
}

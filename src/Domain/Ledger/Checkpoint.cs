using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// The state of a ledger at one size (C2SP tlog-checkpoint):
/// <code>
/// origin LF
/// size, decimal without leading zeros LF
/// base64(root, 32 bytes) LF
/// </code>
/// Extension lines are refused: nobody can audit them.
/// </summary>
/// <param name="Origin">What names the ledger: the federation's name, or the name of its checkpoint key.</param>
/// <param name="Size">The number of entries.</param>
/// <param name="Root">The Merkle root over them.</param>
public sealed record Checkpoint(string Origin, long Size, ContentHash Root)
{
    /// <summary>The note text, ready to be signed.</summary>
    /// <exception cref="FederatedException">FED-1404 when the origin is empty or has control characters.</exception>
    public string ToNoteText()
    {
        if (string.IsNullOrEmpty(Origin) || Origin.Any(c => c < ' ') || Size < 0)
            throw Malformed();
        return string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.ToBytes())}\n");
    }

    /// <summary>Signs the note text; the whole signed note comes back.</summary>
    public string Sign(INoteSigner signer) => SignedNote.Sign(ToNoteText(), signer).ToString();

    /// <summary>Reads note text.</summary>
    /// <exception cref="FederatedException">FED-1404 when it is anything but the exact form.</exception>
    public static Checkpoint Parse(string noteText)
    {
        ArgumentNullException.ThrowIfNull(noteText);
        var lines = noteText.Split('\n');
        if (lines.Length != 4 || lines[0].Length == 0
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || !StrictBase64.TryDecode(lines[2], out var root) || root.Length != ContentHash.Size)
            throw Malformed();
        var parsed = new Checkpoint(lines[0], size, ContentHash.FromBytes(root));
        return string.Equals(parsed.ToNoteText(), noteText, StringComparison.Ordinal) ? parsed : throw Malformed();
    }

    /// <summary>Reads a signed note and checks that <paramref name="key"/> signed it.</summary>
    /// <param name="signedNote">The whole note.</param>
    /// <param name="key">The checkpoint key the caller trusts.</param>
    /// <param name="checkpoint">The checkpoint, when true.</param>
    /// <param name="reason">Why not; empty when true.</param>
    public static bool TryOpen(string signedNote, NoteVerifierKey key, [NotNullWhen(true)] out Checkpoint? checkpoint, out string reason)
    {
        checkpoint = null;
        if (!SignedNote.TryParse(signedNote, out var note, out reason) || !note.Verify(key, out reason))
            return false;
        try
        {
            checkpoint = Parse(note.Text);
            return true;
        }
        catch (FederatedException e)
        {
            reason = e.Message;
            return false;
        }
    }

    private static FederatedException Malformed() => new(ErrorCodes.LedgerVerificationFailed,
        "Got a checkpoint of another form, wanted the three lines origin, size and base64 root. Fetch it again.");
}

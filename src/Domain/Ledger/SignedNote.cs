using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Federated.Domain.Errors;

namespace Federated.Domain.Ledger;

/// <summary>
/// A text with signatures (C2SP signed-note):
/// <code>
/// text, ending in LF
/// LF
/// one line per signature, see <see cref="NoteSignature"/>
/// </code>
/// The signatures are over the UTF-8 of the text with its last LF, without the empty line. Lines of keys the verifier
/// does not know are ignored, so partners can cosign as witnesses.
/// </summary>
public sealed class SignedNote
{
    private const int MaxSignatures = 100;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private SignedNote(string text, ImmutableArray<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>The signed text, with its last LF.</summary>
    public string Text { get; }

    /// <summary>The signatures, in the order of their lines.</summary>
    public ImmutableArray<NoteSignature> Signatures { get; }

    /// <summary>Signs a text.</summary>
    /// <param name="text">The text; it ends in LF and holds no other control character.</param>
    /// <param name="signers">At least one key.</param>
    /// <exception cref="FederatedException">FED-1404 when the text cannot be a note's.</exception>
    public static SignedNote Sign(string text, params ReadOnlySpan<INoteSigner> signers)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (signers.IsEmpty)
            throw new ArgumentException("A note has at least one signature.", nameof(signers));
        if (!IsText(text))
            throw Malformed("a text that does not end in a newline, or holds control characters or broken Unicode");
        var note = new SignedNote(text, []);
        foreach (var signer in signers)
            note = note.Cosign(signer);
        return note;
    }

    /// <summary>This note with one more signature.</summary>
    public SignedNote Cosign(INoteSigner signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        var key = new NoteVerifierKey(signer.KeyName, signer.SubjectPublicKeyInfo).Checked();
        return new(Text, Signatures.Add(new(key.KeyName, key.KeyId, [.. signer.Sign(Strict.GetBytes(Text))])));
    }

    /// <summary>Reads a note. Its text is not to be trusted before <see cref="Verify"/>.</summary>
    /// <exception cref="FederatedException">FED-1404 when it is not a note.</exception>
    public static SignedNote Parse(string note) => TryParse(note, out var parsed, out var reason) ? parsed : throw Malformed(reason);

    /// <summary>Reads a note; false, with what was got, when it is not one.</summary>
    public static bool TryParse(string note, [NotNullWhen(true)] out SignedNote? parsed, out string reason)
    {
        ArgumentNullException.ThrowIfNull(note);
        parsed = null;
        var gap = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (gap < 0 || !note.EndsWith('\n') || note.Length < gap + 3)
            return Refuse("a note without an empty line before its signatures, or without a newline at its end", out reason);
        var text = note[..(gap + 1)];
        if (!IsText(text))
            return Refuse("a note whose text holds control characters or broken Unicode", out reason);
        var lines = note[(gap + 2)..^1].Split('\n');
        if (lines.Length > MaxSignatures)
            return Refuse($"a note with {lines.Length} signatures (at most {MaxSignatures} are read)", out reason);

        var signatures = ImmutableArray.CreateBuilder<NoteSignature>(lines.Length);
        foreach (var line in lines)
        {
            if (NoteSignature.ParseLine(line) is not { } signature)
                return Refuse("a note with a malformed signature line", out reason);
            signatures.Add(signature);
        }

        parsed = new(text, signatures.MoveToImmutable());
        reason = string.Empty;
        return true;
    }

    /// <summary>True when <paramref name="key"/> signed the text and none of its signatures is wrong.</summary>
    /// <param name="key">A key the caller trusts.</param>
    /// <param name="reason">Why not; empty when true.</param>
    public bool Verify(NoteVerifierKey key, out string reason)
    {
        ArgumentNullException.ThrowIfNull(key);
        var id = key.KeyId;
        var message = Strict.GetBytes(Text);
        var found = false;
        foreach (var signature in Signatures.Where(s => s.KeyId == id && string.Equals(s.KeyName, key.KeyName, StringComparison.Ordinal)))
        {
            if (!key.Verify(message, signature.Signature.AsSpan()))
                return Refuse($"The signature of '{key.KeyName}' does not fit the text.", out reason);
            found = true;
        }

        return found ? Accept(out reason) : Refuse($"The note is not signed by '{key.KeyName}' with key id {id:x8}.", out reason);
    }

    /// <summary>The whole note: text, empty line, signatures.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(s => s.ToLine()))}";

    /// <summary>Key names are not empty and hold no space, control character or '+'.</summary>
    internal static bool IsKeyName([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 } && !name.Any(c => char.IsWhiteSpace(c) || c < ' ' || c == '+') && IsUnicode(name);

    private static bool IsText(string text) => text.EndsWith('\n') && !text.Any(c => c < ' ' && c != '\n') && IsUnicode(text);

    private static bool IsUnicode(string text)
    {
        try
        {
            return Strict.GetByteCount(text) >= text.Length;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static FederatedException Malformed(string got) =>
        new(ErrorCodes.LedgerVerificationFailed, $"Got {got}, wanted a signed note. Fetch it again.");

    private static bool Accept(out string reason)
    {
        reason = string.Empty;
        return true;
    }

    private static bool Refuse(string why, out string reason)
    {
        reason = why;
        return false;
    }
}

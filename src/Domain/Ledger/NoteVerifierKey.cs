using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Federated.Domain.Errors;

namespace Federated.Domain.Ledger;

/// <summary>
/// The public half of a note key. Text form, as C2SP signed-note has it:
/// <code>
/// name "+" 8 lower-case hex digits of the key id "+" base64(type byte || SubjectPublicKeyInfo)
/// key id = first 4 bytes of SHA-256(name || 0x0A || type byte || SubjectPublicKeyInfo)
/// </code>
/// The type byte is <see cref="SignatureType"/>.
/// </summary>
/// <param name="KeyName">The key's name: not empty, no spaces, no '+'.</param>
/// <param name="SubjectPublicKeyInfo">The ECDSA P-256 public key, DER.</param>
public sealed record NoteVerifierKey(string KeyName, byte[] SubjectPublicKeyInfo)
{
    /// <summary>
    /// ECDSA P-256 with SHA-256, signature r || s of 64 bytes. C2SP keeps 0xff for types it has not assigned, followed by
    /// a longer identifier: here the algorithm identifier that opens the SubjectPublicKeyInfo. (Its 0x02 is another
    /// ECDSA form, with a key id that leaves out the name.)
    /// </summary>
    public const byte SignatureType = 0xff;

    /// <summary>The length of a signature in bytes.</summary>
    public const int SignatureSize = 64;

    // The DER that every uncompressed P-256 key starts with (RFC 5480); 64 bytes of x and y follow. Other bytes never reach
    // the platform's parser, which fails in its own ways on curves it does not know.
    private static ReadOnlySpan<byte> P256Prefix =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
        0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ];

    /// <summary>The key id, big-endian.</summary>
    public uint KeyId
    {
        get
        {
            byte[] content = [.. Encoding.UTF8.GetBytes(KeyName), (byte)'\n', SignatureType, .. SubjectPublicKeyInfo];
            return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(content));
        }
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FederatedException">FED-1404 when it is not one, or its key id does not fit.</exception>
    public static NoteVerifierKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('+', 3);
        if (parts.Length != 3 || !StrictBase64.TryDecode(parts[2], out var key) || key.Length < 2 || key[0] != SignatureType)
            throw Refused("text of another form");
        var parsed = new NoteVerifierKey(parts[0], key[1..]).Checked();
        return string.Equals(parsed.ToText(), text, StringComparison.Ordinal) ? parsed : throw Refused("a key id of another key");
    }

    /// <summary>The text form.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture,
        $"{KeyName}+{KeyId:x8}+{Convert.ToBase64String([SignatureType, .. SubjectPublicKeyInfo])}");

    /// <summary>True for a signature (r || s) of this key over <paramref name="message"/>; never throws on bad bytes.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize)
            return false;
        using var key = TryImport();
        return key is not null
            && key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>True for the same name and key bytes.</summary>
    public bool Equals(NoteVerifierKey? other) => other is not null
        && string.Equals(KeyName, other.KeyName, StringComparison.Ordinal)
        && SubjectPublicKeyInfo.AsSpan().SequenceEqual(other.SubjectPublicKeyInfo);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(KeyName, KeyId);

    /// <summary>The text form.</summary>
    public override string ToString() => ToText();

    /// <summary>This key, once its name and its curve are known to be good.</summary>
    internal NoteVerifierKey Checked()
    {
        if (!SignedNote.IsKeyName(KeyName))
            throw Refused("a key name that is empty or holds a space or '+'");
        using var key = TryImport();
        return key is not null ? this : throw Refused("a key that is not an ECDSA P-256 SubjectPublicKeyInfo");
    }

    private ECDsa? TryImport()
    {
        if (SubjectPublicKeyInfo.Length != P256Prefix.Length + 64 || !SubjectPublicKeyInfo.AsSpan().StartsWith(P256Prefix))
            return null;
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(SubjectPublicKeyInfo, out _);
            return key;
        }
        catch (CryptographicException)
        {
            // Not a point of the curve; the caller says so.
            key.Dispose();
            return null;
        }
    }

    private static FederatedException Refused(string got) => new(ErrorCodes.LedgerVerificationFailed,
        $"Got {got}, wanted a verifier key 'name+keyid+base64'. Take it again from the federation's coordinator.");
}

using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Federated.Domain.Ledger;

/// <summary>
/// One signature line of a note:
/// <code>
/// U+2014 SPACE key-name SPACE base64(key id, 4 bytes big-endian || signature) LF
/// </code>
/// </summary>
/// <param name="KeyName">The name of the key that signed.</param>
/// <param name="KeyId">Its id.</param>
/// <param name="Signature">The signature, whose form the key's type gives.</param>
public sealed record NoteSignature(string KeyName, uint KeyId, ImmutableArray<byte> Signature)
{
    private const string Mark = "\u2014 ";

    internal string ToLine()
    {
        Span<byte> id = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(id, KeyId);
        return $"{Mark}{KeyName} {Convert.ToBase64String([.. id, .. Signature])}\n";
    }

    internal static NoteSignature? ParseLine(string line)
    {
        if (!line.StartsWith(Mark, StringComparison.Ordinal))
            return null;
        var parts = line[Mark.Length..].Split(' ');
        if (parts.Length != 2 || !SignedNote.IsKeyName(parts[0])
            || !StrictBase64.TryDecode(parts[1], out var bytes) || bytes.Length <= sizeof(uint))
            return null;
        return new(parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), [.. bytes.AsSpan(sizeof(uint))]);
    }
}

using System.Buffers.Text;
using System.Text;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// A grain's key in the columns of OrleansStorage. A key of 32 hexadecimal digits is stored as a Guid (two numbers), a
/// shorter hexadecimal one as a number, any other as text; what follows a plus sign goes to the text column. That is
/// why house rules want keys with a prefix that is not hexadecimal.
/// </summary>
internal readonly record struct AdoNetGrainKey(long N0, long N1, string? Text, int Hash)
{
    public static AdoNetGrainKey Of(GrainId grain)
    {
        var key = grain.Key.AsSpan();
        var head = Split(key, key.Length > 32 && key[32] == (byte)'+' ? 32 : -1, out var tail);
        if (head.Length == 32 && Utf8Parser.TryParse(head, out Guid guid, out var read, 'N') && read == 32)
        {
            var bytes = guid.ToByteArray();
            return new(BitConverter.ToInt64(bytes, 0), BitConverter.ToInt64(bytes, 8), tail, HashOf(bytes, tail));
        }

        head = Split(key, key.IndexOf((byte)'+'), out tail);
        if (Utf8Parser.TryParse(head, out long number, out read, 'X') && read == head.Length)
        {
            return new(0, number, tail, HashOf(BitConverter.GetBytes(number), tail));
        }

        var text = grain.Key.ToString();
        return new(0, 0, text, HashOf([], text));
    }

    private static ReadOnlySpan<byte> Split(ReadOnlySpan<byte> key, int index, out string? tail)
    {
        tail = index < 0 ? null : Encoding.UTF8.GetString(key[(index + 1)..]);
        return index < 0 ? key : key[..index];
    }

    /// <summary>The provider hashes the bytes in reverse.</summary>
    private static int HashOf(byte[] head, string? tail)
    {
        byte[] bytes = [.. head, .. Encoding.UTF8.GetBytes(tail ?? "")];
        Array.Reverse(bytes);
        return unchecked((int)StableHash.ComputeHash(bytes));
    }
}

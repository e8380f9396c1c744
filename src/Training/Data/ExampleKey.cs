using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Federated.Training.Data;

/// <summary>
/// 128 bits that say which examples belong together. A content key is the start of SHA-256 over label, target and raw features, so it does
/// not change with the constants of scaling; a person's key is a pseudonym (<see cref="Pseudonyms"/>).
/// </summary>
public static class ExampleKey
{
    /// <summary>The key of an example's content.</summary>
    /// <param name="features">Raw values.</param>
    /// <param name="label">Its class, or 0.</param>
    /// <param name="target">Its target, or null.</param>
    public static UInt128 OfContent(ReadOnlySpan<float> features, long label, float? target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[13];
        BinaryPrimitives.WriteInt64LittleEndian(head, label);
        head[8] = target is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteSingleLittleEndian(head[9..], target ?? 0);
        hash.AppendData(head);
        if (BitConverter.IsLittleEndian)
        {
            hash.AppendData(MemoryMarshal.AsBytes(features));
        }
        else
        {
            Span<byte> value = stackalloc byte[sizeof(float)];
            foreach (var feature in features)
            {
                BinaryPrimitives.WriteSingleLittleEndian(value, feature);
                hash.AppendData(value);
            }
        }

        return Start(hash.GetHashAndReset());
    }

    /// <summary>The key of a document: all of its rows belong together.</summary>
    public static UInt128 OfDocument(ReadOnlySpan<byte> text) => Start(SHA256.HashData(text));

    internal static UInt128 Start(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128BigEndian(hash);
}

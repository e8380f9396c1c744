using System.Security.Cryptography;
using System.Text;

namespace Federated.Training.Data;

/// <summary>
/// Turns identifiers into pseudonyms as they are read: the start of HMAC-SHA256 under a key that never leaves the node. Without the
/// key nobody can tell whom a pseudonym stands for, not even by trying out all identifiers there are; and no pseudonym leaves the node either.
/// </summary>
/// <remarks>Limit: whoever has the key and the data can. It protects what is kept in memory and logs, not the data themselves.</remarks>
public sealed class Pseudonyms
{
    private const int KeySize = 32;
    private readonly byte[] identifiers;
    private readonly byte[] splits;

    /// <param name="secret">The node's secret; keys for both uses are derived from it (HKDF, RFC 5869).</param>
    public Pseudonyms(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < KeySize)
            throw new ArgumentException($"Got a secret of {secret.Length} bytes, wanted at least {KeySize}.", nameof(secret));
        identifiers = Derive(secret, "federated.identifiers.v1"u8);
        splits = Derive(secret, "federated.validation-split.v1"u8);
    }

    /// <summary>Of a secret that nobody keeps: for data that are read once.</summary>
    public static Pseudonyms Passing() => new(RandomNumberGenerator.GetBytes(KeySize));

    /// <summary>The pseudonym of an identifier, compared as the bytes of its text.</summary>
    public UInt128 Of(string identifier)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        return ExampleKey.Start(HMACSHA256.HashData(identifiers, Encoding.UTF8.GetBytes(identifier)));
    }

    /// <summary>The key that splits are drawn under.</summary>
    internal ReadOnlySpan<byte> SplitKey => splits;

    private static byte[] Derive(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> use)
    {
        var key = new byte[KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, [], use);
        return key;
    }
}

using System.Security.Cryptography;
using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Rounds;

namespace Federated.Silo.Security;

/// <summary>
/// Wraps round secrets for the database under AES-256-GCM with a key that is kept in a file outside it:
/// <code>
/// version     1 byte, 1
/// nonce      12 bytes, random
/// ciphertext 32 bytes
/// tag        16 bytes
/// </code>
/// with "federated/round-secret/v1" LF run "/" round as associated data, so that a wrapped secret opens for its own round
/// only. Random nonces are safe for 2^32 rounds under one key (NIST SP 800-38D, section 8.3).
/// </summary>
public sealed class RoundSecretWrapper
{
    /// <summary>The number of bytes of the wrapping key and of a secret.</summary>
    public const int Size = 32;

    private const byte Version = 1;
    private const int NonceSize = 12, TagSize = 16, WrappedSize = 1 + NonceSize + Size + TagSize;

    private readonly byte[] _key;

    /// <param name="key">32 random bytes.</param>
    public RoundSecretWrapper(ReadOnlySpan<byte> key)
    {
        if (key.Length != Size)
            throw new ArgumentException($"Got a wrapping key of {key.Length} bytes, wanted {Size}.", nameof(key));
        _key = key.ToArray();
    }

    /// <summary>The wrapped form of a secret.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public byte[] Wrap(RoundId round, ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Size)
            throw new ArgumentException($"Got a round secret of {secret.Length} bytes, wanted {Size}.", nameof(secret));
        var wrapped = new byte[WrappedSize];
        wrapped[0] = Version;
        var nonce = wrapped.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce, secret, wrapped.AsSpan(1 + NonceSize, Size), wrapped.AsSpan(1 + NonceSize + Size), AssociatedData(round));
        return wrapped;
    }

    /// <summary>The secret.</summary>
    /// <exception cref="FederatedException">FED-1603 when the bytes were not wrapped for this round with this key.</exception>
    public byte[] Unwrap(RoundId round, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length != WrappedSize || wrapped[0] != Version)
            throw Refused(round, $"{wrapped.Length} bytes of another form", null);
        var secret = new byte[Size];
        using var aes = new AesGcm(_key, TagSize);
        try
        {
            aes.Decrypt(wrapped.Slice(1, NonceSize), wrapped.Slice(1 + NonceSize, Size), wrapped[(1 + NonceSize + Size)..], secret, AssociatedData(round));
            return secret;
        }
        catch (CryptographicException e)
        {
            throw Refused(round, "bytes that the wrapping key does not open", e);
        }
    }

    private static byte[] AssociatedData(RoundId round) => Encoding.UTF8.GetBytes($"federated/round-secret/v1\n{round}");

    private static FederatedException Refused(RoundId round, string got, Exception? inner) => new(ErrorCodes.StorageCorrupt,
        $"Got {got} as the secret of round {round}, wanted one that was wrapped for this round with this silo's wrapping key. "
        + "Restore database and keys folder from the same backup.", inner: inner);
}

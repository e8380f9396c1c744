using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Federated.Domain.Privacy.Noise;

/// <summary>
/// The keystream of AES-256 in counter mode (NIST SP 800-38A, section 6.5): block i is AES(key, i), with i as 16 bytes, big-endian,
/// from 0. The bytes depend on the key and the position only, so that whoever holds the key can draw the same noise again.
/// </summary>
/// <remarks>
/// <para>
/// There is no nonce: a key is for one use, such as the noise of one round. Derive it with HKDF from a secret and what it is for.
/// Two uses of one key give equal noise, and a difference of two releases then shows the data.
/// </para>
/// <para>
/// A keystream differs from uniform bytes in that no block comes twice: over 2^32 blocks (64 GiB) the distinguishing advantage
/// of that is at most 2^-65. Not thread-safe. Key schedule and buffers are wiped on disposal.
/// </para>
/// </remarks>
public sealed class AesCtrStream : IRandomStream, IDisposable
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    private const int BlockLength = 16;
    private const int MostBlocks = 1024;
    private const int FewestBlocks = 4;

    private readonly byte[] _counters = new byte[MostBlocks * BlockLength];
    private readonly byte[] _keystream = new byte[MostBlocks * BlockLength];
    private readonly Aes _aes;
    private readonly ICryptoTransform _encryptor;
    private long _next; // The block after those in the buffer.
    private int _at;
    private int _length;
    private bool _disposed;

    /// <summary>Starts at position 0.</summary>
    /// <param name="key">32 secret bytes, for this use alone.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public AesCtrStream(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength)
            throw new ArgumentException($"Got a key of {key.Length} bytes, wanted {KeyLength}.", nameof(key));
        _aes = Aes.Create();
        _aes.SetKey(key);
        // Counter mode is built of single blocks: ECB is the name of encrypting those.
        _aes.Mode = CipherMode.ECB;
        _aes.Padding = PaddingMode.None;
        _encryptor = _aes.CreateEncryptor();
    }

    /// <summary>The offset in bytes of the next byte. Setting it seeks, at the price of one block.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 0.</exception>
    public long Position
    {
        get => (_next * BlockLength) - (_length - _at);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ObjectDisposedException.ThrowIf(_disposed, this);
            _next = value / BlockLength;
            _at = _length = 0;
            var within = (int)(value % BlockLength);
            if (within == 0)
                return;
            Refill(BlockLength);
            _at = within;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">After disposal.</exception>
    public void Fill(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (!destination.IsEmpty)
        {
            if (_at == _length)
                Refill(destination.Length);
            var count = Math.Min(destination.Length, _length - _at);
            _keystream.AsSpan(_at, count).CopyTo(destination);
            destination = destination[count..];
            _at += count;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _encryptor.Dispose();
        _aes.Dispose();
        CryptographicOperations.ZeroMemory(_keystream);
    }

    private void Refill(int wanted)
    {
        var blocks = Math.Clamp((wanted + BlockLength - 1L) / BlockLength, FewestBlocks, MostBlocks);
        _length = (int)blocks * BlockLength;
        // The upper half of a counter stays 0: positions have 63 bits.
        for (var at = sizeof(long); at < _length; at += BlockLength)
            BinaryPrimitives.WriteInt64BigEndian(_counters.AsSpan(at), _next++);
        _encryptor.TransformBlock(_counters, 0, _length, _keystream, 0);
        _at = 0;
    }
}

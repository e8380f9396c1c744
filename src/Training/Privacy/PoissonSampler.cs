using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Rounds;

namespace Federated.Training.Privacy;

/// <summary>
/// Draws a node's secret Poisson samples: example i is in the sample when 64 bits of a pseudo-random function are below q 2^64,
/// independently of all others. The function is AES-256 in counter mode under HMAC-SHA-256(secret, label | run | round | step),
/// so a restart of the node repeats the sample of a round, and no one without the secret can tell it.
/// </summary>
/// <remarks>
/// The guarantee is that of independent inclusion with probability <see cref="Rate"/>, against whoever cannot break AES. It
/// needs the secret to stay at the node and the examples to keep their order within a run. Safe on several threads at once.
/// </remarks>
public sealed class PoissonSampler : IDisposable
{
    /// <summary>Length of the secret.</summary>
    public const int SecretBytes = 32;

    private const int WordsPerChunk = 2048;
    private const int RunBytes = 64;

    private readonly byte[] secret;
    private readonly ulong threshold;
    private bool disposed;

    /// <param name="secret">32 bytes from a cryptographic source, kept by this node alone; copied.</param>
    /// <param name="rate">q, the probability of each example, above 0 and at most 1; rounded up to a multiple of 2^-64.</param>
    /// <exception cref="FederatedException">The secret has another length (<see cref="ErrorCodes.ConfigurationInvalid"/>), or q
    /// is out of range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public PoissonSampler(ReadOnlySpan<byte> secret, double rate)
    {
        if (secret.Length != SecretBytes)
            throw new FederatedException(ErrorCodes.ConfigurationInvalid, $"The node's sampling secret has {secret.Length} bytes, wanted {SecretBytes}. Let the node make a new one before a run, never during one.");
        if (!(rate > 0 && rate <= 1))
            throw new FederatedException(ErrorCodes.PlanInvalid, FormattableString.Invariant($"The sampling rate q is {rate}, wanted a number above 0 and at most 1. Correct the plan."));
        this.secret = secret.ToArray();
        // Exact: a double from 2^-12 up is a multiple of 2^-64 already, and below that the ceiling has at most 53 bits.
        var units = Math.Ceiling(Math.ScaleB(rate, 64));
        Rate = Math.ScaleB(units, -64);
        threshold = rate < 1 ? (ulong)units : ulong.MaxValue;
    }

    /// <summary>q as it is drawn with: the wanted rate, rounded up to a multiple of 2^-64. Account with this one.</summary>
    public double Rate { get; }

    /// <summary>The sample of a round. The same arguments give the same sample.</summary>
    /// <param name="round">The run and the round's number.</param>
    /// <param name="population">n, the examples to draw from, not negative.</param>
    /// <param name="step">Tells the samples of one round apart; 0 where a round has one.</param>
    /// <exception cref="ObjectDisposedException">Disposed before.</exception>
    public PoissonSample Draw(RoundId round, int population, long step = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(population);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ObjectDisposedException.ThrowIf(disposed, this);
        var spread = 6 * Math.Sqrt(population * Rate * (1 - Rate));
        var usualMost = (int)Math.Min(population, Math.Ceiling(population * Rate + spread));
        var chosen = new List<int>(usualMost);

        Span<byte> key = stackalloc byte[HMACSHA256.HashSizeInBytes];
        DeriveKey(round, step, key);
        using var aes = Aes.Create();
        aes.SetKey(key);
        CryptographicOperations.ZeroMemory(key);
        var chunk = new byte[WordsPerChunk * sizeof(ulong)];
        ulong block = 0;
        for (var start = 0; start < population; start += WordsPerChunk)
        {
            KeyStream(aes, chunk, ref block);
            var end = Math.Min(population - start, WordsPerChunk);
            for (var i = 0; i < end; i++)
            {
                if (IsChosen(BinaryPrimitives.ReadUInt64LittleEndian(chunk.AsSpan(i * sizeof(ulong))))) chosen.Add(start + i);
            }
        }
        CryptographicOperations.ZeroMemory(chunk);
        return new PoissonSample([.. chosen], population, usualMost);
    }

    /// <summary>Wipes the copy of the secret.</summary>
    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(secret);
    }

    private bool IsChosen(ulong word) => word < threshold || Rate == 1;

    /// <summary>HMAC-SHA-256(secret, label | run's length as a byte | run in UTF-8 | round, 8 bytes | step, 8 bytes), big-endian.</summary>
    private void DeriveKey(RoundId round, long step, Span<byte> key)
    {
        var label = "federated poisson sample 1"u8;
        Span<byte> message = stackalloc byte[label.Length + 1 + RunBytes + 2 * sizeof(long)];
        label.CopyTo(message);
        var length = Encoding.UTF8.GetBytes(round.Run.ToString(), message.Slice(label.Length + 1, RunBytes));
        message[label.Length] = (byte)length;
        var tail = message[(label.Length + 1 + length)..];
        BinaryPrimitives.WriteInt64BigEndian(tail, round.Number);
        BinaryPrimitives.WriteInt64BigEndian(tail[sizeof(long)..], step);
        HMACSHA256.HashData(secret, message[..^(RunBytes - length)], key);
    }

    /// <summary>AES of the block counter, 16 bytes big-endian from 0: counter mode over zeros.</summary>
    private static void KeyStream(Aes aes, byte[] chunk, ref ulong block)
    {
        Array.Clear(chunk);
        for (var at = 0; at < chunk.Length; at += 16) BinaryPrimitives.WriteUInt64BigEndian(chunk.AsSpan(at + 8), block++);
        aes.EncryptEcb(chunk, chunk, PaddingMode.None);
    }
}

using Federated.Domain.Models;

namespace Federated.Domain.Updates;

/// <summary>An update that passed every check and waits for its claim.</summary>
public sealed class StagedUpdate : IDisposable
{
    private const int PieceLength = 32 * 1024; // 128 KiB of coordinates, and 256 KiB of sums: stays in the second-level cache.
    private readonly IUpdateSpool? _spool;
    private readonly float[] _values;

    internal StagedUpdate(ContentHash hash, UpdateMetadata metadata, int count, float largest, float[] values, IUpdateSpool? spool)
    {
        (Hash, Metadata, Count, Largest, _values, _spool) = (hash, metadata, count, largest, values, spool);
    }

    /// <summary>SHA-256 of the file's bytes, all of them.</summary>
    public ContentHash Hash { get; }

    /// <summary>What the file says about itself; it matches the round's expectation.</summary>
    public UpdateMetadata Metadata { get; }

    /// <summary>The number of coordinates.</summary>
    public int Count { get; }

    /// <summary>The largest size of a coordinate.</summary>
    public float Largest { get; }

    /// <summary>True when the coordinates are in a spool, to be had by <see cref="Read"/> alone.</summary>
    public bool IsSpooled => _spool is not null;

    /// <summary>The coordinates, flat, in layout order: finite and within the bound.</summary>
    /// <exception cref="InvalidOperationException">They are in a spool.</exception>
    public ReadOnlyMemory<float> Values => IsSpooled ? throw new InvalidOperationException("The coordinates are in a spool; read them in pieces.") : _values;

    /// <summary>Hands out the coordinates in order, in pieces, each with its place.</summary>
    public void Read(Action<int, ReadOnlySpan<float>> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        var piece = IsSpooled ? new float[Math.Min(PieceLength, Count)] : [];
        for (var first = 0; first < Count; first += PieceLength)
        {
            var length = Math.Min(PieceLength, Count - first);
            if (_spool is null)
            {
                take(first, _values.AsSpan(first, length));
                continue;
            }

            _spool.Read(first, piece.AsSpan(0, length));
            take(first, piece.AsSpan(0, length));
        }
    }

    /// <summary>Forgets what is in the spool.</summary>
    public void Dispose() => _spool?.Dispose();
}

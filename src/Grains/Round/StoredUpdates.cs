using System.Buffers;
using System.Collections.Immutable;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;

namespace Federated.Grains.Round;

/// <summary>
/// The updates of a round that are kept as blobs, each checked against its hash. Together up to 64 MiB they are read whole; larger
/// ones stay where they are and are read a block at a time.
/// </summary>
public sealed class StoredUpdates : IMemberUpdates, IDisposable
{
    /// <summary>Bytes of all updates that are read whole.</summary>
    public const long LargestInMemory = 64L << 20;

    private readonly float[]?[] _values;
    private readonly StoredBytes?[] _streams;

    private StoredUpdates(KeptMembers kept, int dimension)
    {
        Members = [.. kept.Members.Select(member => member.Partner)];
        Dimension = dimension;
        _values = new float[Members.Length][];
        _streams = new StoredBytes[Members.Length];
    }

    /// <inheritdoc/>
    public ImmutableArray<PartnerName> Members { get; }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <summary>Opens the updates.</summary>
    /// <param name="blobs">Where they are.</param>
    /// <param name="round">Their round.</param>
    /// <param name="kept">Whose they are, and their hashes.</param>
    /// <param name="dimension">Coordinates of each.</param>
    /// <param name="largestInMemory">Bytes of all of them up to which they are read whole.</param>
    /// <exception cref="FederatedException">FED-1307 when one is not there or is damaged: its member has to send it again.</exception>
    public static async Task<StoredUpdates> Open(IBlobStore blobs, RoundId round, KeptMembers kept, int dimension, long largestInMemory = LargestInMemory)
    {
        var updates = new StoredUpdates(kept, dimension);
        var whole = KeptUpdate.Size(dimension) * kept.Members.Length <= largestInMemory;
        try
        {
            for (var member = 0; member < kept.Members.Length; member++)
            {
                var (partner, hash) = kept.Members[member];
                var sound = whole ? await updates.Load(blobs, member, hash) : await updates.OpenStream(blobs, member, hash);
                if (!sound)
                    throw new FederatedException(ErrorCodes.RoundFailed, $"The update of '{partner}' that round {round} kept is missing or damaged.");
            }

            return updates;
        }
        catch
        {
            updates.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Read(int member, int offset, Span<float> buffer)
    {
        if (_values[member] is { } values)
            return values.AsSpan(offset, buffer.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(sizeof(float) * buffer.Length);
        try
        {
            var block = bytes.AsSpan(0, sizeof(float) * buffer.Length);
            _streams[member]!.Read(KeptUpdate.HeaderSize + (sizeof(float) * (long)offset), block);
            KeptUpdate.Read(block, buffer);
            return buffer;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stream in _streams)
            stream?.Dispose();
    }

    private async Task<bool> Load(IBlobStore blobs, int member, ContentHash hash)
    {
        byte[]? bytes;
        try
        {
            bytes = await blobs.Read(hash);
        }
        catch (FederatedException e) when (e.Code == ErrorCodes.StorageCorrupt)
        {
            return false;
        }

        if (bytes is null || bytes.LongLength != KeptUpdate.Size(Dimension))
            return false;
        var values = GC.AllocateUninitializedArray<float>(Dimension);
        KeptUpdate.Read(bytes.AsSpan(KeptUpdate.HeaderSize), values);
        _values[member] = values;
        return true;
    }

    private async Task<bool> OpenStream(IBlobStore blobs, int member, ContentHash hash)
    {
        _streams[member] = await StoredBytes.TryOpen(blobs, hash);
        return _streams[member]?.Length == KeptUpdate.Size(Dimension);
    }
}

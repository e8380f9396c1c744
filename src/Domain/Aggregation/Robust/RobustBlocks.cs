using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Federated.Domain.Errors;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// Goes over all members' coordinates once, in tiles that stay in the first-level cache, on all cores. The cut into chunks and tiles
/// does not depend on the machine, so sums over them have the same bits everywhere.
/// </summary>
internal static class RobustBlocks
{
    /// <summary>Coordinates of a tile; a multiple of 64, so of every vector length.</summary>
    internal const int Tile = 512;

    /// <summary>Coordinates of a chunk.</summary>
    internal const int Chunk = 128 * Tile;

    /// <summary>Chunks of a dimension.</summary>
    internal static int Chunks(int dimension) => (dimension + Chunk - 1) / Chunk;

    /// <summary>Work on one tile.</summary>
    /// <param name="chunk">The chunk, from 0; one thread works on a chunk.</param>
    /// <param name="offset">The tile's first coordinate.</param>
    /// <param name="length">Its coordinates, at most <see cref="Tile"/>.</param>
    /// <param name="rows">A row of <see cref="Tile"/> for each member, zeros behind the length; may be overwritten.</param>
    internal delegate void Work(int chunk, int offset, int length, Span<float> rows);

    /// <summary>Calls the work for every tile, tiles of one chunk in order.</summary>
    /// <exception cref="FederatedException">FED-1204 names the first member with a value that is not finite.</exception>
    internal static void ForEach(IMemberUpdates updates, Work work)
    {
        var members = updates.Members.Length;
        var firstBad = members;
        Parallel.For(0, Chunks(updates.Dimension), chunk =>
        {
            var rows = ArrayPool<float>.Shared.Rent(members * Tile);
            var buffer = ArrayPool<float>.Shared.Rent(Tile);
            var end = Math.Min(updates.Dimension, (chunk + 1) * Chunk);
            for (var offset = chunk * Chunk; offset < end; offset += Tile)
            {
                var length = Math.Min(Tile, end - offset);
                for (var member = 0; member < members; member++)
                {
                    if (!Load(updates.Read(member, offset, buffer.AsSpan(0, length)), rows.AsSpan(member * Tile, Tile)))
                        Lower(ref firstBad, member);
                }

                work(chunk, offset, length, rows.AsSpan(0, members * Tile));
            }

            ArrayPool<float>.Shared.Return(buffer);
            ArrayPool<float>.Shared.Return(rows);
        });
        if (firstBad < members)
            throw NotFinite(updates, firstBad);
    }

    internal static FederatedException NotFinite(IMemberUpdates updates, int member) => new(ErrorCodes.UpdateNotFinite,
        $"Got a value that is not finite in the update of '{updates.Members[member]}', wanted finite numbers. Check updates before they are aggregated.");

    /// <summary>Copies a row, -0 as +0 so that equal numbers have equal bits; false when a value is not finite.</summary>
    private static bool Load(ReadOnlySpan<float> values, Span<float> row)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(row);
        var (zero, check) = (Vector<float>.Zero, Vector<float>.Zero);
        nuint i = 0;
        for (; i + (nuint)Vector<float>.Count <= (nuint)values.Length; i += (nuint)Vector<float>.Count)
        {
            var value = Vector.LoadUnsafe(ref from, i);
            check += value * zero;
            (value + zero).StoreUnsafe(ref to, i);
        }

        var rest = 0f;
        for (var j = (int)i; j < values.Length; j++)
        {
            rest += values[j] * 0f;
            row[j] = values[j] + 0f;
        }

        row[values.Length..].Clear();
        return rest == 0 && Vector.EqualsAll(check, zero);
    }

    private static void Lower(ref int target, int value)
    {
        var seen = Volatile.Read(ref target);
        while (value < seen)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}

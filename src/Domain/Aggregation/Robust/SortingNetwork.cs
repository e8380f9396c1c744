using System.Numerics;
using System.Runtime.InteropServices;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// Sorts many short columns at once: compare and exchange of whole rows, without a branch that depends on data. Batcher's merge
/// exchange (Knuth, The Art of Computer Programming 3, 5.2.2, algorithm M), less what the wanted ranks do not need.
/// </summary>
internal sealed class SortingNetwork
{
    private readonly Exchange[] _exchanges;

    /// <param name="rows">n, the length of a column.</param>
    /// <param name="from">The first rank that is wanted, from 0.</param>
    /// <param name="to">One past the last.</param>
    internal SortingNetwork(int rows, int from, int to)
    {
        (Rows, From, To) = (rows, from, to);
        var wanted = new bool[rows];
        wanted.AsSpan(from, to - from).Fill(true);
        var kept = new List<Exchange>();
        foreach (var (low, high) in MergeExchange(rows).Reverse())
        {
            if (!wanted[low] && !wanted[high])
                continue;
            kept.Add(new(low, high, wanted[low], wanted[high]));
            wanted[low] = wanted[high] = true;
        }

        kept.Reverse();
        _exchanges = [.. kept];
    }

    /// <summary>n.</summary>
    internal int Rows { get; }

    /// <summary>The first rank that <see cref="Sort"/> puts into its row.</summary>
    internal int From { get; }

    /// <summary>One past the last.</summary>
    internal int To { get; }

    /// <summary>Afterwards row r holds each column's value of rank r, for the wanted ranks; other rows hold anything.</summary>
    /// <param name="tile">Rows one after the other.</param>
    /// <param name="stride">Length of a row, a multiple of 64.</param>
    internal void Sort<T>(Span<T> tile, int stride)
        where T : struct
    {
        foreach (var exchange in _exchanges)
        {
            ref var low = ref MemoryMarshal.GetReference(tile.Slice(exchange.Low * stride, stride));
            ref var high = ref MemoryMarshal.GetReference(tile.Slice(exchange.High * stride, stride));
            if (exchange is { KeepLow: true, KeepHigh: true })
            {
                for (nuint i = 0; i < (nuint)stride; i += (nuint)Vector<T>.Count)
                {
                    var (a, b) = (Vector.LoadUnsafe(ref low, i), Vector.LoadUnsafe(ref high, i));
                    Vector.MinNative(a, b).StoreUnsafe(ref low, i);
                    Vector.MaxNative(a, b).StoreUnsafe(ref high, i);
                }
            }
            else if (exchange.KeepLow)
            {
                for (nuint i = 0; i < (nuint)stride; i += (nuint)Vector<T>.Count)
                    Vector.MinNative(Vector.LoadUnsafe(ref low, i), Vector.LoadUnsafe(ref high, i)).StoreUnsafe(ref low, i);
            }
            else
            {
                for (nuint i = 0; i < (nuint)stride; i += (nuint)Vector<T>.Count)
                    Vector.MaxNative(Vector.LoadUnsafe(ref low, i), Vector.LoadUnsafe(ref high, i)).StoreUnsafe(ref high, i);
            }
        }
    }

    private static IEnumerable<(int Low, int High)> MergeExchange(int rows)
    {
        var top = rows < 2 ? 0 : (int)(BitOperations.RoundUpToPowerOf2((uint)rows) / 2);
        for (var p = top; p > 0; p /= 2)
        {
            for (int q = top, r = 0, d = p; ; d = q - p, q /= 2, r = p)
            {
                for (var i = 0; i < rows - d; i++)
                {
                    if ((i & p) == r)
                        yield return (i, i + d);
                }

                if (q == p)
                    break;
            }
        }
    }

    private readonly record struct Exchange(int Low, int High, bool KeepLow, bool KeepHigh);
}

using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Federated.Domain.Models;

namespace Federated.Domain.Privacy.Noise;

/// <summary>Draws from an <see cref="ExponentialDensity"/> by rejection from a <see cref="BoxTable"/>, a batch at a time.</summary>
/// <remarks>
/// <para>
/// <b>The stream.</b> Words are 8 bytes, little-endian. A batch of n numbers takes n words: bits 0 to 11 name a box, the bits from 12 on
/// are the offset in it, bit 63 is the sign. Candidates in marked boxes then take one word each, in order, the first bits of u;
/// while these are read, a tail candidate also takes words until one has a bit set (j is the count of zero bits before it). After
/// all are read, u's further words follow where needed (<see cref="BoxDecision"/>). Then the rejected places are drawn again, as a smaller
/// batch, until none is left. So the numbers are a function of the stream's bytes.
/// </para>
/// <para>
/// <b>Time.</b> A batch of one size always tests every candidate of its first pass in the same way; the time of the rest depends on how
/// many candidates of the batch lay in marked boxes and how many were rejected. Nothing about a single number's
/// place shows, and the caller sees no number before the batch is done.
/// </para>
/// </remarks>
internal sealed class BoxSampler
{
    internal const int BatchSize = 4096;

    private const int MostPasses = 1000; // A pass fills more than a third of the places on average.
    private const int MostTailWords = 4;

    private readonly BoxDecision _decision;
    private readonly uint[] _entries;
    private readonly int _widthShift;
    private readonly int _tailShift;
    private readonly long _tailStart;
    private readonly double _height;

    internal BoxSampler(ExponentialDensity density, double slack = BoxDecision.ProvenSlack, bool useVectors = true)
    {
        var table = new BoxTable(density);
        (_entries, _widthShift, _tailShift, _tailStart) = (table.Entries, table.WidthShift, table.TailShift, table.TailStart);
        _height = Math.ScaleB(table.HeightUnits, -BoxTable.HeightUnitBits);
        _decision = new(density, table.HeightUnits, slack, useVectors);
    }

    internal void Fill(Span<long> destination, IRandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (destination.IsEmpty)
            return;
        var scratch = new BoxScratch(Math.Min(destination.Length, BatchSize));
        try
        {
            while (!destination.IsEmpty)
            {
                var batch = destination[..Math.Min(destination.Length, BatchSize)];
                FillBatch(batch, scratch, stream);
                destination = destination[batch.Length..];
            }
        }
        finally
        {
            scratch.Wipe();
        }
    }

    private void FillBatch(Span<long> batch, BoxScratch scratch, IRandomStream stream)
    {
        var left = Pass(batch, scratch, stream);
        var places = scratch.Places;
        scratch.Rejected.AsSpan(0, left).CopyTo(places);
        for (var pass = 1; left > 0; pass++)
        {
            if (pass == MostPasses)
                throw new CryptographicException($"Got {MostPasses} rejections in a row, wanted random bits. The random stream is broken.");
            var again = scratch.Again.AsSpan(0, left);
            var rejected = Pass(again, scratch, stream);
            for (var i = 0; i < again.Length; i++)
                batch[places[i]] = again[i];
            for (var i = 0; i < rejected; i++)
                places[i] = places[scratch.Rejected[i]];
            left = rejected;
        }
    }

    /// <summary>One candidate for every place; returns how many were rejected, their places being in the scratch, in order.</summary>
    private int Pass(Span<long> values, BoxScratch scratch, IRandomStream stream)
    {
        ReadWords(values, stream);
        var marked = Propose(values, scratch);
        if (marked == 0)
            return 0;
        ReadWords(scratch.Us.AsSpan(0, marked), stream);
        Weigh(values, marked, scratch, stream);
        var padded = (marked + 7) & ~7;
        _decision.Classify(
            scratch.Magnitudes.AsSpan(0, padded), scratch.Scales.AsSpan(0, padded), scratch.Floors.AsSpan(0, padded),
            scratch.FirstBits.AsSpan(0, padded), scratch.Verdicts.AsSpan(0, padded));
        return Reject(values, marked, scratch, stream);
    }

    /// <summary>Turns words into candidates in place and lists the marked ones.</summary>
    private int Propose(Span<long> values, BoxScratch scratch)
    {
        ReadOnlySpan<uint> entries = _entries;
        var shift = _widthShift;
        var mask = (1UL << shift) - 1;
        var words = scratch.Words.AsSpan(0, values.Length);
        var places = scratch.Marked.AsSpan(0, values.Length);
        var marked = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var word = (ulong)values[i];
            var entry = entries[(int)(word & ((1 << BoxTable.IndexBits) - 1))];
            var magnitude = ((ulong)(entry & BoxTable.StripMask) << shift) | ((word >> BoxTable.IndexBits) & mask);
            values[i] = (long)magnitude ^ ((long)word >> 63);
            words[marked] = word;
            places[marked] = (ushort)i;
            marked += (int)(entry >> 31);
        }
        return marked;
    }

    /// <summary>Writes what decides each marked candidate, in doubles; places tail candidates.</summary>
    private void Weigh(Span<long> values, int marked, BoxScratch scratch, IRandomStream stream)
    {
        for (var i = 0; i < marked; i++)
        {
            var word = scratch.Words[i];
            var entry = _entries[word & ((1 << BoxTable.IndexBits) - 1)];
            var (scale, floor, exponent) = (_height, (int)((entry >> BoxTable.FloorShift) & BoxTable.FloorMask), 0);
            if ((entry & BoxTable.KindMask) == BoxTable.TailKind)
            {
                var halvings = Halvings(stream);
                var magnitude = _tailStart + ((long)halvings << _tailShift) + (long)((word >> BoxTable.IndexBits) & ((1UL << _tailShift) - 1));
                values[scratch.Marked[i]] = magnitude ^ ((long)word >> 63);
                (floor, exponent) = (0, _tailShift - _widthShift + halvings + 1);
                scale = Math.ScaleB(scale, exponent);
            }
            else if ((entry & BoxTable.KindMask) == BoxTable.EmptyKind)
            {
                (scale, floor) = (0, 0);
            }
            scratch.Magnitudes[i] = Math.Abs(values[scratch.Marked[i]]);
            (scratch.Scales[i], scratch.Floors[i], scratch.Exponents[i]) = (scale, floor, (short)exponent);
            scratch.FirstBits[i] = BoxDecision.FirstBits((ulong)scratch.Us[i]);
        }
    }

    private int Reject(Span<long> values, int marked, BoxScratch scratch, IRandomStream stream)
    {
        var rejected = 0;
        for (var i = 0; i < marked; i++)
        {
            var place = scratch.Marked[i];
            // An empty box has scale 0 and is rejected for sure, so an open verdict is about a candidate in a box.
            var accepted = scratch.Verdicts[i] != 0
                ? scratch.Verdicts[i] > 0
                : _decision.Accepts(values[place], scratch.Exponents[i], (int)scratch.Floors[i], (ulong)scratch.Us[i], stream);
            scratch.Rejected[rejected] = place;
            rejected += accepted ? 0 : 1;
        }
        return rejected;
    }

    private static int Halvings(IRandomStream stream)
    {
        for (var words = 0; words < MostTailWords; words++)
        {
            var word = BoxDecision.NextWord(stream);
            if (word != 0)
                return (words * 64) + BitOperations.TrailingZeroCount(word);
        }
        throw new CryptographicException("Got 256 zero bits in a row, wanted random bits. The random stream is broken.");
    }

    private static void ReadWords(Span<long> words, IRandomStream stream)
    {
        var bytes = MemoryMarshal.AsBytes(words);
        stream.Fill(bytes);
        if (!BitConverter.IsLittleEndian)
            LittleEndian.Read(bytes, words);
    }
}

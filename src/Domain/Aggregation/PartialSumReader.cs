using System.Runtime.InteropServices;
using Federated.Domain.Models;

namespace Federated.Domain.Aggregation;

/// <summary>A <see cref="PartialSum"/> in its byte form, too large to be read at once.</summary>
public sealed class PartialSumReader : IExactSum
{
    private readonly IByteSource _bytes;

    /// <summary>Reads and checks the header.</summary>
    /// <exception cref="Errors.FederatedException">FED-1603 for anything else than what <see cref="SumPieces.WriteTo"/> wrote.</exception>
    public PartialSumReader(IByteSource bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Span<byte> header = stackalloc byte[(int)Math.Min(bytes.Length, PartialSumBytes.HeaderLength)];
        bytes.Read(0, header);
        (FractionalBits, WeightUnits, Count, Dimension, Votes) = PartialSumBytes.ReadHeader(header, bytes.Length);
        _bytes = bytes;
    }

    /// <inheritdoc/>
    public int FractionalBits { get; }

    /// <inheritdoc/>
    public long WeightUnits { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Votes { get; }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public void Read(int first, Span<long> sums)
    {
        _bytes.Read(PartialSumBytes.HeaderLength + (sizeof(long) * (long)first), MemoryMarshal.AsBytes(sums));
        LittleEndian.ToMachineOrder(sums);
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Strategies;

/// <summary>What a server optimiser remembers (<see cref="ServerState"/>) in its byte form, read a piece at a time.</summary>
public sealed class ServerStateReader
{
    private readonly IByteSource _bytes;
    private readonly SafetensorsHeader _header;

    /// <summary>Reads and checks the header.</summary>
    /// <exception cref="FederatedException">FED-1603 for anything else than what <see cref="ServerStateWriter"/> wrote.</exception>
    public ServerStateReader(IByteSource bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var header = SafetensorsHeader.Read(bytes, ErrorCodes.StorageCorrupt);
        if (bytes.Length - header.DataOffset != header.DataLength)
            throw Refuse($"Got {bytes.Length - header.DataOffset} bytes of moments, wanted {header.DataLength}.");
        if (header.Metadata.Count != 1 || !header.Metadata.TryGetValue(ServerState.StepKey, out var text)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step))
            throw Refuse($"Got metadata without a whole '{ServerState.StepKey}' alone, wanted that.");
        foreach (var tensor in header.Tensors)
        {
            if (tensor.DType != SafetensorsDType.Float64 || tensor.Shape.Length != 1 || tensor.Begin == tensor.End)
                throw Refuse($"Got moment {Excerpt.Of(tensor.Name)} as {tensor.DType} [{string.Join(',', tensor.Shape)}], " +
                    $"wanted a vector of {SafetensorsDType.Float64}.");
        }

        (_bytes, _header, Step) = (bytes, header, step);
    }

    /// <summary>Steps taken, from 0.</summary>
    public long Step { get; }

    /// <summary>The vectors and their lengths.</summary>
    public ImmutableArray<(string Name, long Length)> Vectors => [.. _header.Tensors.Select(tensor => (tensor.Name, tensor.Shape[0]))];

    /// <summary>The one value of a vector that is no moment.</summary>
    /// <exception cref="FederatedException">FED-1603 when the state lacks it or it has another length.</exception>
    public double Single(string name)
    {
        if (Find(name) is not { } tensor || tensor.Shape[0] != 1)
            throw Refuse($"Got a state after {Step} steps without the one value of {Excerpt.Of(name)}, wanted it.");
        Span<double> value = stackalloc double[1];
        Read(tensor, 0, value);
        return value[0];
    }

    /// <summary>Refuses a state that is not of a strategy with these moments, for a model of this length.</summary>
    /// <returns>False before the first step, when there may be none.</returns>
    /// <exception cref="FederatedException">FED-1603.</exception>
    internal bool Has(StrategyMoment moment, int length)
    {
        if (Find(moment.Name) is { } tensor)
            return tensor.Shape[0] == length ? true : throw Refuse($"Got moment {Excerpt.Of(moment.Name)} of {tensor.Shape[0]} values, wanted {length}.");
        return Step > 0 ? throw Refuse($"Got a state after {Step} steps without moment {Excerpt.Of(moment.Name)}, wanted it.") : false;
    }

    /// <summary>Reads a vector's values from <paramref name="first"/> on.</summary>
    internal void Read(string name, int first, Span<double> values) => Read(Find(name)!, first, values);

    private SafetensorsTensor? Find(string name) => _header.Tensors.FirstOrDefault(tensor => string.Equals(tensor.Name, name, StringComparison.Ordinal));

    private void Read(SafetensorsTensor tensor, int first, Span<double> values)
    {
        _bytes.Read(_header.DataOffset + tensor.Begin + (sizeof(double) * (long)first), MemoryMarshal.AsBytes(values));
        LittleEndian.ToMachineOrder(values);
    }

    private static FederatedException Refuse(string message) =>
        new(ErrorCodes.StorageCorrupt, message + " It belongs to another strategy or is damaged; restore the state that the ledger names.");
}

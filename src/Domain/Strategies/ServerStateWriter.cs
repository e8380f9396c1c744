using System.Globalization;
using System.Runtime.InteropServices;
using Federated.Domain.Models;

namespace Federated.Domain.Strategies;

/// <summary>Writes what a server optimiser remembers (<see cref="ServerState"/>, remarks), a piece at a time.</summary>
public sealed class ServerStateWriter
{
    private readonly byte[] _header;
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);

    /// <param name="step">Steps taken, from 0.</param>
    /// <param name="vectors">Names and lengths, in any order.</param>
    public ServerStateWriter(long step, IEnumerable<(string Name, int Length)> vectors)
    {
        var sorted = vectors.OrderBy(vector => vector.Name, StringComparer.Ordinal).ToArray();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [ServerState.StepKey] = step.ToString(CultureInfo.InvariantCulture) };
        _header = SafetensorsHeaderWriter.Write(SafetensorsDType.Float64, sorted.Select(v => (v.Name, Enumerable.Repeat(v.Length, 1))), metadata);
        Length = _header.Length;
        foreach (var (name, length) in sorted)
        {
            _places.Add(name, Length);
            Length += sizeof(double) * (long)length;
        }
    }

    /// <summary>The length of the file.</summary>
    public long Length { get; }

    /// <summary>Writes what stands before the vectors.</summary>
    public void WriteHeader(IByteSink file) => file.Write(0, _header);

    /// <summary>Writes values of a vector from <paramref name="first"/> on; their array is left in the file's byte order.</summary>
    public void Write(IByteSink file, string name, int first, Span<double> values)
    {
        LittleEndian.ToMachineOrder(values); // Its own inverse.
        file.Write(_places[name] + (sizeof(double) * (long)first), MemoryMarshal.AsBytes(values));
    }
}

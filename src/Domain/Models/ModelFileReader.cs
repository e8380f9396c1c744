using System.Runtime.InteropServices;
using Federated.Domain.Errors;

namespace Federated.Domain.Models;

/// <summary>The parameters of a model file, a piece at a time; the same as <see cref="ModelFile.Read"/> gives at once.</summary>
public sealed class ModelFileReader
{
    private readonly IByteSource _file;
    private readonly List<(long Place, int Count)> _tensors;

    /// <summary>Reads and checks the header.</summary>
    /// <exception cref="FederatedException">FED-1505, as <see cref="ModelFile.Read"/>.</exception>
    public ModelFileReader(IByteSource file, ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(layout);
        var header = SafetensorsHeader.Read(file, ErrorCodes.ModelMalformed);
        ModelFile.CheckLength(header, file.Length);
        (_file, _tensors) = (file, ModelFile.Locate(header, layout));
    }

    /// <summary>Reads the parameters from <paramref name="first"/> on, in layout order.</summary>
    public void Read(int first, Span<float> values)
    {
        var start = 0L;
        foreach (var (place, count) in _tensors)
        {
            if (values.IsEmpty)
                return;
            if (first < start + count)
            {
                var skip = (int)(first - start);
                var piece = values[..Math.Min(values.Length, count - skip)];
                _file.Read(place + (sizeof(float) * (long)skip), MemoryMarshal.AsBytes(piece));
                LittleEndian.ToMachineOrder(piece);
                values = values[piece.Length..];
                first += piece.Length;
            }

            start += count;
        }

        if (!values.IsEmpty)
            throw new ArgumentException($"Got parameters up to {first + values.Length}, wanted at most the layout's {start}.", nameof(values));
    }
}

using System.Runtime.InteropServices;

namespace Federated.Domain.Models;

/// <summary>Writes a model file a piece at a time: the bytes of <see cref="ModelFile.Write"/> without metadata.</summary>
public sealed class ModelFileWriter
{
    private readonly byte[] _header;

    /// <exception cref="Errors.FederatedException">FED-1505 when the header would exceed 16 MiB.</exception>
    public ModelFileWriter(ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        _header = ModelFile.Header(layout);
        Length = _header.Length + (sizeof(float) * (long)layout.ParameterCount);
    }

    /// <summary>The length of the file.</summary>
    public long Length { get; }

    /// <summary>Writes what stands before the parameters.</summary>
    public void WriteHeader(IByteSink file) => file.Write(0, _header);

    /// <summary>Writes the parameters from <paramref name="first"/> on; their array is left in the file's byte order.</summary>
    public void Write(IByteSink file, int first, Span<float> values)
    {
        LittleEndian.ToMachineOrder(values); // Its own inverse.
        file.Write(_header.Length + (sizeof(float) * (long)first), MemoryMarshal.AsBytes(values));
    }
}

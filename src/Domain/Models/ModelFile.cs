using Federated.Domain.Errors;

namespace Federated.Domain.Models;

/// <summary>
/// Model parameters as a safetensors file of float32 tensors, which PyTorch and Hugging Face read and write as they are.
/// See <see cref="SafetensorsHeader"/> for the bytes.
/// </summary>
public static class ModelFile
{
    /// <summary>
    /// The file of these parameters. The bytes are a function of the arguments alone, so their hash names the model:
    /// tensors in layout order, metadata in ordinal order of keys, no white space but the padding to 8 bytes.
    /// </summary>
    /// <param name="layout">Names, shapes and order.</param>
    /// <param name="values">The parameters, flat, in layout order.</param>
    /// <param name="metadata">Text entries, or null for none.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> has not the layout's length.</exception>
    /// <exception cref="FederatedException">FED-1505 when the header would exceed 16 MiB, or the file what an array holds.</exception>
    public static byte[] Write(ParameterLayout layout, ReadOnlySpan<float> values, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (values.Length != layout.ParameterCount)
            throw new ArgumentException($"Got {values.Length} values, wanted the layout's {layout.ParameterCount}.", nameof(values));
        var header = Header(layout, metadata);
        var length = header.Length + sizeof(float) * (long)values.Length;
        if (length > Array.MaxLength)
            throw Refuse($"Got a model of {length} bytes, wanted at most {Array.MaxLength}. Use a smaller model.");
        var file = new byte[length];
        header.CopyTo(file, 0);
        LittleEndian.Write(values, file.AsSpan(header.Length));
        return file;
    }

    /// <summary>
    /// The parameters in <paramref name="file"/>, flat, in layout order; the file may hold its tensors in any order. Values are
    /// returned as they are, NaN and infinities too. Auxiliary tensors (<see cref="AuxiliaryTensor"/>) that the layout does not list
    /// are left aside.
    /// </summary>
    /// <exception cref="FederatedException">
    /// FED-1505: not a safetensors file, not exactly the layout's tensors and shapes, an element type other than F32, or a
    /// length that does not match the header.
    /// </exception>
    public static float[] Read(ReadOnlySpan<byte> file, ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var values = new float[layout.ParameterCount];
        var offset = 0;
        foreach (var (place, count) in Locate(ReadHeader(file), layout))
        {
            LittleEndian.Read(file.Slice((int)place, sizeof(float) * count), values.AsSpan(offset, count));
            offset += count;
        }
        return values;
    }

    /// <summary>The bytes before the parameters.</summary>
    internal static byte[] Header(ParameterLayout layout, IReadOnlyDictionary<string, string>? metadata = null) => SafetensorsHeaderWriter.Write(
        SafetensorsDType.Float32, layout.Tensors.Select(t => (t.Name, t.Shape.AsEnumerable())), metadata);

    /// <summary>Where in a file the layout's tensors stand, in layout order, and their lengths.</summary>
    /// <exception cref="FederatedException">FED-1505: not exactly the layout's tensors and shapes, or an element type other than F32.</exception>
    internal static List<(long Place, int Count)> Locate(SafetensorsHeader header, ParameterLayout layout)
    {
        var byName = header.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var places = new List<(long, int)>(layout.Tensors.Length);
        foreach (var wanted in layout.Tensors)
        {
            if (!byName.Remove(wanted.Name, out var tensor))
                throw Refuse($"Got no tensor {Excerpt.Of(wanted.Name)}, wanted one of shape [{string.Join(',', wanted.Shape)}]. " +
                    "Give a file of this model.");
            CheckTensor(tensor, wanted);
            places.Add((header.DataOffset + tensor.Begin, wanted.Count));
        }
        if (byName.Keys.FirstOrDefault(name => !AuxiliaryTensor.Is(name)) is { } extra)
            throw Refuse($"Got tensor {Excerpt.Of(extra)}, which the model does not have. Give a file of this model only.");
        return places;
    }

    /// <summary>The header of <paramref name="file"/>, whose length must match it.</summary>
    /// <exception cref="FederatedException">FED-1505: not a well-formed safetensors file, or bytes missing or left over.</exception>
    public static SafetensorsHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var header = SafetensorsHeader.Parse(file);
        CheckLength(header, file.Length);
        return header;
    }

    internal static void CheckLength(SafetensorsHeader header, long length)
    {
        if (length - header.DataOffset != header.DataLength)
            throw Refuse($"Got {length - header.DataOffset} bytes of data, wanted the {header.DataLength} that the header lists. " +
                "The file is cut short or has bytes left over; send it again.");
    }

    private static void CheckTensor(SafetensorsTensor got, ParameterTensor wanted)
    {
        if (got.DType != SafetensorsDType.Float32)
            throw Refuse($"Got tensor {Excerpt.Of(got.Name)} as {got.DType}, wanted {SafetensorsDType.Float32}. " +
                "Convert it, in PyTorch with .float().");
        if (!got.Shape.SequenceEqual(wanted.Shape.Select(dimension => (long)dimension)))
            throw Refuse($"Got tensor {Excerpt.Of(got.Name)} of shape [{string.Join(',', got.Shape)}], " +
                $"wanted [{string.Join(',', wanted.Shape)}]. " +
                "Give a file of this model.");
    }

    private static FederatedException Refuse(string message) => new(ErrorCodes.ModelMalformed, message);
}

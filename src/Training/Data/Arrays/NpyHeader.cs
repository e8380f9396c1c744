using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Federated.Training.Data.Arrays;

/// <summary>
/// The header of a NPY file (NumPy Enhancement Proposal 1; versions 1.0, 2.0 and 3.0): the magic \x93NUMPY, two version bytes, the length of
/// the header (16 bits in version 1, 32 after), and a Python dictionary with descr, fortran_order and shape.
/// </summary>
/// <param name="Descr">The type, such as &lt;f4.</param>
/// <param name="FortranOrder">True when the first index runs fastest.</param>
/// <param name="Shape">Sizes of the dimensions.</param>
internal sealed record NpyHeader(string Descr, bool FortranOrder, int[] Shape)
{
    private const int LongestHeader = 1 << 20;
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header; the stream is then at the values.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static NpyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start[..6].SequenceEqual(Magic))
            throw new InvalidDataException("it does not start as NPY files do");
        if (start[6] is < 1 or > 3)
            throw new InvalidDataException($"it has version {start[6]}.{start[7]}, wanted 1.0 to 3.0");
        Span<byte> size = stackalloc byte[start[6] == 1 ? 2 : 4];
        stream.ReadExactly(size);
        var length = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > LongestHeader)
            throw new InvalidDataException($"its header is {length} bytes long, wanted at most {LongestHeader}");
        var header = new byte[length];
        stream.ReadExactly(header);
        return Parse(start[6] == 3 ? Encoding.UTF8.GetString(header) : Encoding.Latin1.GetString(header));
    }

    private static NpyHeader Parse(string text)
    {
        var descr = Value(text, "descr");
        if (descr.Length < 2 || descr[0] is not ('\'' or '"'))
            throw new InvalidDataException("it holds records of several fields; wanted an array of numbers");
        var order = Value(text, "fortran_order");
        if (order is not ("True" or "False"))
            throw new InvalidDataException("its header does not say whether the array is in Fortran order");
        var shape = Value(text, "shape");
        if (shape is not ['(', .. var inner, ')'])
            throw new InvalidDataException("its header does not say the shape");
        var sizes = inner.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var parsed = new int[sizes.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            if (!int.TryParse(sizes[i].TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out parsed[i]))
                throw new InvalidDataException($"its dimension {i + 1} has no size below 2^31");
        }

        return new(descr[1..^1], order == "True", parsed);
    }

    /// <summary>The text of a value of the dictionary: to the next comma that is in no parenthesis, or to the end.</summary>
    private static string Value(string text, string key)
    {
        var at = text.IndexOf($"'{key}'", StringComparison.Ordinal);
        if (at < 0)
            at = text.IndexOf($"\"{key}\"", StringComparison.Ordinal);
        var colon = at < 0 ? -1 : text.IndexOf(':', at);
        if (colon < 0)
            throw new InvalidDataException($"its header lacks {key}");
        var depth = 0;
        var end = colon + 1;
        for (; end < text.Length; end++)
        {
            var c = text[end];
            depth += c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
            if (depth <= 0 && c is ',' or '}')
                break;
        }

        return text[(colon + 1)..end].Trim();
    }
}

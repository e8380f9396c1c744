using System.Buffers.Binary;
using System.IO.Compression;
using Federated.Domain.Errors;

namespace Federated.Training.Data.Arrays;

/// <summary>
/// Reads NPY files and the members of NPZ archives: booleans, whole numbers of 8 to 64 bits and floating-point numbers of 16 to 64, in little-endian
/// order, in C or Fortran layout. Pickled objects are never read: they are programs.
/// </summary>
public static class NpyReader
{
    private const double LargestExact = 1L << 53;

    /// <summary>Reads one NPY file.</summary>
    /// <exception cref="FederatedException">FED-1501.</exception>
    public static NpyArray Read(string path) => Guarded($"NPY file '{path}'", () =>
    {
        using var file = File.OpenRead(path);
        return Read(file, $"'{path}'");
    });

    /// <summary>Reads one array of an NPZ archive.</summary>
    /// <param name="path">The archive, compressed or not.</param>
    /// <param name="name">The array's name, as numpy.savez was given it.</param>
    /// <exception cref="FederatedException">FED-1501 when it cannot be read; FED-1502 when it lacks the array.</exception>
    public static NpyArray ReadMember(string path, string name) => Guarded($"NPZ file '{path}'", () =>
    {
        using var archive = ZipFile.OpenRead(path);
        var entry = archive.GetEntry(name + ".npy") ?? throw new FederatedException(ErrorCodes.DataMismatch,
            $"NPZ file '{path}' has no array '{name}'; it has {string.Join(", ", archive.Entries.Take(20).Select(e => $"'{Path.GetFileNameWithoutExtension(e.FullName)}'"))}. Name the right one with --npz-x or --npz-y.");
        using var stream = entry.Open();
        return Read(stream, $"'{path}', array '{name}'");
    });

    /// <summary>True when the archive has an array of that name.</summary>
    /// <exception cref="FederatedException">FED-1501.</exception>
    public static bool HasMember(string path, string name) => Guarded($"NPZ file '{path}'", () =>
    {
        using var archive = ZipFile.OpenRead(path);
        return archive.GetEntry(name + ".npy") is not null;
    });

    private static NpyArray Read(Stream stream, string name)
    {
        var header = NpyHeader.Read(stream);
        var (size, read, whole) = Type(header.Descr);
        long count = 1;
        foreach (var length in header.Shape)
            count = Math.Min(count * length, int.MaxValue);
        if (count * size > Array.MaxLength)
            throw new InvalidDataException($"it announces more than {Array.MaxLength} bytes. Split it");
        // Grown as it is read: the header of a short file must not decide how much is allocated.
        using var content = new MemoryStream();
        var chunk = new byte[1 << 16];
        while (content.Length <= count * size && stream.Read(chunk) is var got and > 0)
            content.Write(chunk, 0, got);
        if (content.Length != count * size)
            throw new InvalidDataException($"it holds {(content.Length < count * size ? "less" : "more")} than the {count * size} bytes of values that its header announces. Write it again");
        var bytes = content.GetBuffer();
        var values = new double[count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = read(bytes.AsSpan(i * size, size));
            if (whole && Math.Abs(values[i]) > LargestExact)
                throw new InvalidDataException("it holds a whole number beyond 2^53, which is no class, token or measure");
        }

        return new(name, header.Shape, header.FortranOrder ? RowMajor(values, header.Shape) : values, whole);
    }

    /// <summary>Values whose first index runs fastest, put into the order in which the last one does.</summary>
    private static double[] RowMajor(double[] values, int[] shape)
    {
        var ordered = new double[values.Length];
        var index = new int[shape.Length];
        foreach (var value in values)
        {
            var at = 0L;
            for (var d = 0; d < shape.Length; d++)
                at = (at * shape[d]) + index[d];
            ordered[at] = value;
            for (var d = 0; d < shape.Length && ++index[d] == shape[d]; d++)
                index[d] = 0;
        }

        return ordered;
    }

    private delegate double Reading(ReadOnlySpan<byte> bytes);

    private static (int Size, Reading Read, bool Whole) Type(string descr) => descr switch
    {
        "|b1" => (1, b => b[0] == 0 ? 0 : 1, true),
        "|u1" => (1, b => b[0], true),
        "|i1" => (1, b => (sbyte)b[0], true),
        "<u2" => (2, b => BinaryPrimitives.ReadUInt16LittleEndian(b), true),
        "<i2" => (2, b => BinaryPrimitives.ReadInt16LittleEndian(b), true),
        "<u4" => (4, b => BinaryPrimitives.ReadUInt32LittleEndian(b), true),
        "<i4" => (4, b => BinaryPrimitives.ReadInt32LittleEndian(b), true),
        "<u8" => (8, b => BinaryPrimitives.ReadUInt64LittleEndian(b), true),
        "<i8" => (8, b => BinaryPrimitives.ReadInt64LittleEndian(b), true),
        "<f2" => (2, b => (double)BinaryPrimitives.ReadHalfLittleEndian(b), false),
        "<f4" => (4, b => BinaryPrimitives.ReadSingleLittleEndian(b), false),
        "<f8" => (8, b => BinaryPrimitives.ReadDoubleLittleEndian(b), false),
        ['>', ..] => throw new InvalidDataException($"its type is '{descr}', in big-endian order. Write it with numpy.asarray(x).astype('<{descr[1..]}')"),
        "|O" => throw new InvalidDataException("it holds Python objects, which are never read, because they are programs. Write an array of numbers"),
        _ => throw new InvalidDataException($"its type is '{descr}', wanted numbers. Write it with astype('<f4') or astype('<i8')"),
    };

    private static T Guarded<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new FederatedException(ErrorCodes.DataUnreadable, $"{what} cannot be read: {(e is EndOfStreamException ? "it ends too soon. Copy it again" : e.Message.TrimEnd('.'))}.", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new FederatedException(ErrorCodes.DataUnreadable, $"{what} cannot be read. Check that it exists, is readable and was written by numpy.", e.Message, e);
        }
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>
/// Reads IDX files of unsigned bytes, plain or gzip (told apart by their first bytes): big-endian magic 00 00 08 dims,
/// one 32-bit size per dimension, then the bytes in row-major order.
/// </summary>
public static class IdxReader
{
    internal const uint ImagesMagic = 0x0803;
    internal const uint LabelsMagic = 0x0801;

    /// <summary>Reads images and their labels as one dataset with raw features 0 to 255.</summary>
    /// <param name="imagesPath">The images, three dimensions.</param>
    /// <param name="labelsPath">The labels, one dimension.</param>
    /// <param name="classCount">Labels must be below this.</param>
    /// <exception cref="FederatedException">A file cannot be read (<see cref="ErrorCodes.DataUnreadable"/>), or the two do
    /// not fit together or to the classes (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public static Dataset Read(string imagesPath, string labelsPath, int classCount = 256)
    {
        var images = ReadImages(imagesPath);
        var labels = ReadLabels(labelsPath);
        if (labels.Length != images.Count)
        {
            throw new FederatedException(
                ErrorCodes.DataMismatch,
                $"'{imagesPath}' holds {images.Count} images and '{labelsPath}' {labels.Length} labels; wanted as many of each. Use the two files of one set.");
        }
        var bad = Array.FindIndex(labels, label => label >= classCount);
        if (bad >= 0)
        {
            throw new FederatedException(
                ErrorCodes.DataMismatch,
                $"'{labelsPath}': label {bad + 1} is not below {classCount}, the number of classes. Correct the file or the plan's number of classes.",
                $"the label is {labels[bad]}");
        }
        return new Dataset(images.Pixels, images.Rows * images.Columns, labels);
    }

    /// <summary>Reads images as float32 0 to 255.</summary>
    /// <exception cref="FederatedException">The file cannot be read (<see cref="ErrorCodes.DataUnreadable"/>).</exception>
    public static IdxImages ReadImages(string path)
    {
        var (sizes, bytes) = ReadBytes(path, ImagesMagic, dimensions: 3);
        var pixels = new float[bytes.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = bytes[i];
        return new IdxImages(pixels, sizes[0], sizes[1], sizes[2]);
    }

    /// <summary>Reads labels, 0 to 255.</summary>
    /// <exception cref="FederatedException">The file cannot be read (<see cref="ErrorCodes.DataUnreadable"/>).</exception>
    public static long[] ReadLabels(string path) => Array.ConvertAll(ReadBytes(path, LabelsMagic, dimensions: 1).Bytes, label => (long)label);

    private static (int[] Sizes, byte[] Bytes) ReadBytes(string path, uint magic, int dimensions)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var stream = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            return ReadBytes(stream, path, magic, dimensions);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or ArgumentException)
        {
            throw Unreadable(path, "cannot be read", "Check that the file exists, is readable and is a whole IDX file, plain or gzip", e);
        }
    }

    private static (int[] Sizes, byte[] Bytes) ReadBytes(Stream stream, string path, uint magic, int dimensions)
    {
        var header = new byte[4 + 4 * dimensions];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            throw Unreadable(path, $"ends within its header of {header.Length} bytes", "Copy the file again");
        var found = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (found != magic)
            throw Unreadable(path, $"starts with 0x{found:X8}, wanted 0x{magic:X8} (unsigned bytes, {dimensions} dimension(s))", "Give images where images are wanted and labels where labels are wanted");
        var sizes = new int[dimensions];
        long total = 1;
        for (var i = 0; i < dimensions; i++)
        {
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + 4 * i));
            if (sizes[i] <= 0) throw Unreadable(path, $"has size {sizes[i]} in dimension {i + 1}, wanted at least 1", "Correct the file");
            total = Math.Min(total * sizes[i], long.MaxValue / int.MaxValue);
        }
        if (total > Array.MaxLength)
            throw Unreadable(path, $"announces more than {Array.MaxLength} bytes", "Split the file");
        // Grown as it is read: the header of a short file must not decide how much is allocated.
        using var content = new MemoryStream();
        var chunk = new byte[1 << 16];
        while (content.Length <= total && stream.Read(chunk) is var read and > 0) content.Write(chunk, 0, read);
        if (content.Length < total)
            throw Unreadable(path, $"ends after {content.Length} of the {total} bytes that its header announces", "Copy the file again");
        if (content.Length > total)
            throw Unreadable(path, $"holds more than the {total} bytes that its header announces", "Correct the header or the file");
        return (sizes, content.ToArray());
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var gzip = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start[0] == 0x1F && start[1] == 0x8B;
        file.Position = 0;
        return gzip;
    }

    private static FederatedException Unreadable(string path, string what, string mend, Exception? inner = null) =>
        new(ErrorCodes.DataUnreadable, $"IDX file '{path}' {what}. {mend}.", inner?.Message, inner);
}

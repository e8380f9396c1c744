using System.Buffers.Binary;
using System.IO.Compression;
using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>Writes datasets of raw bytes as IDX files; what <see cref="IdxReader"/> reads. A name that ends in .gz is compressed.</summary>
public static class IdxWriter
{
    /// <summary>Writes features as images and labels beside them.</summary>
    /// <param name="dataset">Features are whole numbers 0 to 255, labels 0 to 255.</param>
    /// <param name="rows">Height in pixels; rows x columns is the number of features.</param>
    /// <param name="columns">Width in pixels.</param>
    /// <param name="imagesPath">Where the images go; overwritten.</param>
    /// <param name="labelsPath">Where the labels go; overwritten.</param>
    /// <exception cref="FederatedException">The dataset has another shape or values that are no bytes (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public static void Write(Dataset dataset, int rows, int columns, string imagesPath, string labelsPath)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (rows < 1 || columns < 1 || (long)rows * columns != dataset.FeatureCount)
            throw new FederatedException(ErrorCodes.DataMismatch, $"Images of {rows} x {columns} pixels were wanted of a dataset with {dataset.FeatureCount} features. Give rows and columns whose product is that.");
        Write(imagesPath, IdxReader.ImagesMagic, [dataset.Count, rows, columns], Bytes(dataset.Features.Span));
        Write(labelsPath, IdxReader.LabelsMagic, [dataset.Count], Bytes(dataset.Labels.Span));
    }

    private static byte[] Bytes<T>(ReadOnlySpan<T> values) where T : System.Numerics.INumber<T>
    {
        var bytes = new byte[values.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!T.IsInteger(values[i]) || values[i] < T.Zero || values[i] > T.CreateChecked(255))
                throw new FederatedException(ErrorCodes.DataMismatch, $"Value {i + 1} of the dataset is not a whole number from 0 to 255, as an IDX file of bytes wants. Write it before scaling, or as CSV.");
            bytes[i] = byte.CreateChecked(values[i]);
        }
        return bytes;
    }

    private static void Write(string path, uint magic, ReadOnlySpan<int> sizes, byte[] bytes)
    {
        using var file = File.Create(path);
        using var stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file;
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(word, magic);
        stream.Write(word);
        foreach (var size in sizes)
        {
            BinaryPrimitives.WriteInt32BigEndian(word, size);
            stream.Write(word);
        }
        stream.Write(bytes);
    }
}

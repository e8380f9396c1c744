using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;

namespace Federated.ConsoleApp.Samples;

/// <summary>Writes small images of grey pixels as a PNG file (ISO/IEC 15948), 8 bits a pixel.</summary>
public static class GreyPng
{
    private const byte Background = 64;
    private static ReadOnlySpan<byte> Signature => [137, 80, 78, 71, 13, 10, 26, 10];

    /// <summary>A sheet of images of one size, row by row, with a line of one pixel around each.</summary>
    /// <param name="images">Pixels row-major, 0 black to 1 white; what is beyond is cut off.</param>
    /// <param name="side">Pixels on a side of an image.</param>
    /// <param name="columns">Images in a row.</param>
    /// <param name="zoom">Pixels of the file on a side of one of an image.</param>
    public static byte[] Sheet(ImmutableArray<float[]> images, int side, int columns, int zoom)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(zoom);
        var cell = (side * zoom) + 1;
        var (width, height) = ((columns * cell) + 1, ((images.Length + columns - 1) / columns * cell) + 1);
        var pixels = new byte[width * height];
        Array.Fill(pixels, Background);
        for (var i = 0; i < images.Length; i++)
        {
            var (left, top) = ((i % columns * cell) + 1, (i / columns * cell) + 1);
            for (var y = 0; y < side * zoom; y++)
            {
                for (var x = 0; x < side * zoom; x++)
                    pixels[((top + y) * width) + left + x] = (byte)Math.Round(255 * Math.Clamp(images[i][(y / zoom * side) + (x / zoom)], 0, 1));
            }
        }

        return Write(pixels, width, height);
    }

    private static byte[] Write(byte[] pixels, int width, int height)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // Bits a sample; 0, the colour type behind it, is grey.
        Chunk(file, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0); // No filter.
                zlib.Write(pixels, y * width, width);
            }
        }

        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, ~Checksum(Checksum(uint.MaxValue, type), data));
        file.Write(word);
    }

    // The CRC of annex D, bit by bit: files are small.
    private static uint Checksum(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return crc;
    }
}

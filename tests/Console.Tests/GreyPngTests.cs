using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Federated.ConsoleApp.Samples;

namespace Federated.ConsoleApp.Tests;

public sealed class GreyPngTests
{
    [Fact]
    public void Sheet_HoldsEveryPixelWhereItBelongs()
    {
        var file = GreyPng.Sheet([[0, 1, 0.5f, 2], [1, 1, 1, 1], [-1, 0, 0, 0]], side: 2, columns: 2, zoom: 1);

        Assert.Equal([137, 80, 78, 71, 13, 10, 26, 10], file[..8]);
        var chunks = Chunks(file.AsSpan(8));
        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.Equal([0, 0, 0, 7, 0, 0, 0, 7, 8, 0, 0, 0, 0], chunks[0].Data);
        using var zlib = new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        Assert.Equal(
        [
            0, 64, 64, 64, 64, 64, 64, 64,
            0, 64, 0, 255, 64, 255, 255, 64,
            0, 64, 128, 255, 64, 255, 255, 64,
            0, 64, 64, 64, 64, 64, 64, 64,
            0, 64, 0, 0, 64, 64, 64, 64,
            0, 64, 0, 0, 64, 64, 64, 64,
            0, 64, 64, 64, 64, 64, 64, 64,
        ], rows.ToArray());
    }

    /// <summary>The CRC of an IEND chunk is the same in every PNG file there is.</summary>
    [Fact]
    public void Sheet_EndsAsEveryPngDoes() =>
        Assert.Equal([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], GreyPng.Sheet([[0]], side: 1, columns: 1, zoom: 3)[^12..]);

    private static List<(string Type, byte[] Data)> Chunks(ReadOnlySpan<byte> rest)
    {
        var chunks = new List<(string, byte[])>();
        while (!rest.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            chunks.Add((Encoding.ASCII.GetString(rest.Slice(4, 4)), rest.Slice(8, length).ToArray()));
            rest = rest[(12 + length)..];
        }

        return chunks;
    }
}

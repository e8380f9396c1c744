using System.IO.Compression;
using Federated.Domain.Errors;
using Federated.Training.Data;

namespace Federated.Training.Tests.Data;

public sealed class IdxReaderTests : IDisposable
{
    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_PlainAndGzip_GiveRawPixelsAndLabels(bool gzip)
    {
        var images = files.Write("images", Packed(TestFiles.Idx(0x803, [2, 1, 3], [0, 128, 255, 1, 2, 3]), gzip));
        var labels = files.Write("labels", Packed(TestFiles.Idx(0x801, [2], [4, 9]), gzip));

        var data = IdxReader.Read(images, labels, 10);

        Assert.Equal(new float[] { 0, 128, 255, 1, 2, 3 }, data.Features.ToArray());
        Assert.Equal(new long[] { 4, 9 }, data.Labels.ToArray());
        Assert.Equal((2, 3), (data.Count, data.FeatureCount));
    }

    [Fact]
    public void ReadImages_HostileFiles_AreRefusedWithTheReason()
    {
        Refused([], "ends within its header");
        Refused([0, 0, 8, 3, 0, 0], "ends within its header");
        Refused(TestFiles.Idx(0x801, [1, 1, 1], [1]), "0x00000801", "0x00000803");
        Refused(TestFiles.Idx(0x803, [2, 2, 2], [1, 2, 3]), "after 3 of the 8 bytes");
        Refused(TestFiles.Idx(0x803, [1, 1, 1], [1, 2]), "more than the 1 bytes");
        Refused(TestFiles.Idx(0x803, [0, 1, 1], []), "size 0 in dimension 1");
        Refused(TestFiles.Idx(0x803, [1, -5, 1], []), "size -5 in dimension 2");
        Refused(TestFiles.Idx(0x803, [int.MaxValue, int.MaxValue, int.MaxValue], []), "announces more than");
        Refused(TestFiles.Idx(0x803, [1 << 10, 1 << 10, 1 << 10], [1]), "after 1 of the 1073741824 bytes");
        Refused([0x1F, 0x8B, 1, 2, 3, 4, 5], "cannot be read");
        Refused(Packed(TestFiles.Idx(0x803, [4, 10, 10], new byte[400]), gzip: true)[..20], "");
    }

    [Fact]
    public void ReadImages_ShortFileWithHugeHeader_AllocatesLittle()
    {
        var path = files.Write("huge", TestFiles.Idx(0x803, [1 << 10, 1 << 10, 1 << 10], [1]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FederatedException>(() => IdxReader.ReadImages(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 << 20);
    }

    [Fact]
    public void Read_MissingFile_NamesIt() =>
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => IdxReader.ReadLabels(Path.Combine(files.Root, "none")), "none");

    [Fact]
    public void Read_CountsThatDiffer_AreRefused()
    {
        var images = files.Write("images", TestFiles.Idx(0x803, [2, 1, 1], [0, 1]));
        var labels = files.Write("labels", TestFiles.Idx(0x801, [3], [0, 1, 2]));
        TestFiles.Fails(ErrorCodes.DataMismatch, () => IdxReader.Read(images, labels), "2 images", "3 labels");
    }

    [Fact]
    public void Read_LabelAboveTheClasses_IsRefusedWithoutItsValueInTheMessage()
    {
        var images = files.Write("images", TestFiles.Idx(0x803, [2, 1, 1], [0, 1]));
        var labels = files.Write("labels", TestFiles.Idx(0x801, [2], [0, 77]));
        var e = TestFiles.Fails(ErrorCodes.DataMismatch, () => IdxReader.Read(images, labels, 10), "label 2", "10");
        Assert.DoesNotContain("77", e.Message, StringComparison.Ordinal);
        Assert.Contains("77", e.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images", "labels")]
    [InlineData("images.gz", "labels.gz")]
    public void Writer_RoundTrips(string images, string labels)
    {
        var data = new Dataset([0, 1, 2, 3, 4, 255, 7, 8], 4, [3, 0]);
        string[] paths = [Path.Combine(files.Root, images), Path.Combine(files.Root, labels)];
        IdxWriter.Write(data, 2, 2, paths[0], paths[1]);

        var read = IdxReader.Read(paths[0], paths[1]);

        Assert.Equal(data.Features.ToArray(), read.Features.ToArray());
        Assert.Equal(data.Labels.ToArray(), read.Labels.ToArray());
    }

    [Fact]
    public void Writer_ValuesThatAreNoBytes_AreRefused()
    {
        string images = Path.Combine(files.Root, "i"), labels = Path.Combine(files.Root, "l");
        foreach (var value in new[] { 0.5f, -1, 256, float.NaN, float.PositiveInfinity })
            TestFiles.Fails(ErrorCodes.DataMismatch, () => IdxWriter.Write(new Dataset([value], 1, [0]), 1, 1, images, labels), "whole number");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => IdxWriter.Write(new Dataset([1], 1, [0]), 2, 1, images, labels), "2 x 1");
    }

    private void Refused(byte[] content, params string[] words) =>
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => IdxReader.ReadImages(files.Write("hostile", content)), words);

    private static byte[] Packed(byte[] content, bool gzip)
    {
        if (!gzip) return content;
        using var target = new MemoryStream();
        using (var packer = new GZipStream(target, CompressionLevel.Optimal)) packer.Write(content);
        return target.ToArray();
    }
}

using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Models;

public sealed class ModelFileTests
{
    private static readonly ParameterLayout Layout = ParameterLayout.Create([new("w", [2, 2]), new("b", [2])]);
    private static readonly float[] Values = [1, -2, 0.5f, float.Epsilon, -0f, float.NaN];

    /// <summary>A file with this header and so many bytes of data.</summary>
    internal static byte[] FileOf(string header, int dataLength)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, 8);
        return file;
    }

    [Fact]
    public void Write_WithMetadata_GivesTheCanonicalBytes()
    {
        var file = ModelFile.Write(Layout, Values, new Dictionary<string, string>(StringComparer.Ordinal) { ["z"] = "1", ["a"] = "\"é\n" });

        const string header = """{"__metadata__":{"a":"\u0022\u00E9\n","z":"1"},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}""";
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(header, Encoding.UTF8.GetString(file, 8, length).TrimEnd(' '));
        Assert.Equal(0, length % 8);
        Assert.Equal(8 + length + 24, file.Length);
        Assert.Equal(1f, BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(8 + length)));
    }

    [Fact]
    public void Read_OfWrite_GivesTheSameBits() =>
        Prop.ForAll(
            (from layout in Arbitraries.Layouts
             from values in Arbitraries.Vectors(Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle), layout.ParameterCount)
             select (layout, values)).ToArbitrary(),
            it => ModelFile.Read(ModelFile.Write(it.layout, it.values), it.layout).Select(BitConverter.SingleToInt32Bits)
                .SequenceEqual(it.values.Select(BitConverter.SingleToInt32Bits))).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_TensorsInAnotherOrder_GivesLayoutOrder()
    {
        var other = ParameterLayout.Create([new("b", [2]), new("w", [2, 2])]);

        Assert.Equal([3, 4, 5, 6, 1, 2], ModelFile.Read(ModelFile.Write(other, [1, 2, 3, 4, 5, 6]), Layout));
    }

    [Fact]
    public void Read_HeaderAsPythonWritesIt_IsAccepted()
    {
        // The bytes that safetensors.torch.save writes: spaces of padding, metadata first, tensors sorted by name.
        var file = FileOf("""{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]}}     """, 24);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 4), 7);

        Assert.Equal([0, 0, 0, 7, 0, 0], ModelFile.Read(file, Layout));
        Assert.Equal("pt", ModelFile.ReadHeader(file).Metadata["format"]);
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsRefused()
    {
        var file = ModelFile.Write(Layout, Values);
        for (var length = 0; length < file.Length; length++)
            Refusal.Of(ErrorCodes.ModelMalformed, () => ModelFile.Read(file.AsSpan(0, length), Layout));
    }

    [Fact]
    public void Read_BytesLeftOver_IsRefused() =>
        Refusal.Of(ErrorCodes.ModelMalformed, () => ModelFile.Read([.. ModelFile.Write(Layout, Values), 0], Layout));

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}""", 16)]
    [InlineData("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}""", 24)]
    [InlineData("""{"w":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}""", 24)]
    [InlineData("""{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[2],"data_offsets":[16,24]},"c":{"dtype":"F32","shape":[0],"data_offsets":[24,24]}}""", 24)]
    public void Read_OtherTensors_IsRefused(string header, int dataLength) =>
        Refusal.Of(ErrorCodes.ModelMalformed, () => ModelFile.Read(FileOf(header, dataLength), Layout));

    [Fact]
    public void Write_OtherLength_Throws() => Assert.Throws<ArgumentException>(() => ModelFile.Write(Layout, [1]));
}

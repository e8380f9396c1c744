using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Models;

public sealed class SafetensorsHeaderTests
{
    private const string Good = """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F16","shape":[3],"data_offsets":[16,22]}}""";

    [Fact]
    public void Parse_GoodHeader_ListsTensorsInByteOrder()
    {
        var header = SafetensorsHeader.Parse(ModelFileTests.FileOf(
            """{"late":{"dtype":"BF16","shape":[],"data_offsets":[4,6]},"empty":{"shape":[9,0],"data_offsets":[4,4],"dtype":"F64"},"early":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} """, 6));

        Assert.Equal([new("early", "F32", [1], 0, 4), new("empty", "F64", [9, 0], 4, 4), new("late", "BF16", [], 4, 6)], header.Tensors.AsEnumerable());
        Assert.Equal(6, header.DataLength);
        Assert.Empty(header.Metadata);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData(" {}")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{},")]
    [InlineData("{/**/}")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a\n":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":null,"shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[18446744073709551617],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296,4294967296],"data_offsets":[0,0]}}""")]
    [InlineData("""{"a":{"dtype":"F64","shape":[9223372036854775807],"data_offsets":[0,9223372036854775800]}}""")]
    [InlineData("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[5,9]}}""")]
    [InlineData("""{"__metadata__":{"k":1}}""")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""")]
    [InlineData("""{"__metadata__":[]}""")]
    [InlineData("""{"__metadata__":{"k":"\ud800"}}""")]
    [InlineData("""{"\udc00":{}}""")]
    [InlineData("""{"a":{"b":{"c":{"d":{"e":1}}}}}""")]
    public void Parse_HostileHeader_IsRefused(string json) =>
        Refusal.Of(ErrorCodes.ModelMalformed, () => SafetensorsHeader.Parse(ModelFileTests.FileOf(json, 16)));

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData((ulong)SafetensorsHeader.MaxLength + 1)]
    [InlineData((ulong)long.MaxValue)]
    [InlineData(ulong.MaxValue)]
    public void Parse_HostileLength_IsRefused(ulong length)
    {
        var file = ModelFileTests.FileOf(Good, 22);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);

        Refusal.Of(ErrorCodes.ModelMalformed, () => SafetensorsHeader.Parse(file));
    }

    [Fact]
    public void Parse_InvalidUtf8_IsRefused()
    {
        var file = ModelFileTests.FileOf(Good, 22);
        file[8 + Good.IndexOf("\"v\"", StringComparison.Ordinal) + 1] = 0xff;

        Refusal.Of(ErrorCodes.ModelMalformed, () => SafetensorsHeader.Parse(file));
    }

    [Fact]
    public void Parse_ManyDimensions_IsRefused() =>
        Refusal.Of(ErrorCodes.ModelMalformed, () => SafetensorsHeader.Parse(ModelFileTests.FileOf(
            $$$"""{"a":{"dtype":"F32","shape":[{{{string.Join(',', Enumerable.Repeat("1", 65))}}}],"data_offsets":[0,4]}}""", 4)));

    [Fact]
    public void Parse_RandomDamage_IsRefusedOrReadNeverElse() =>
        Prop.ForAll(
            (from place in Gen.Choose(0, Good.Length + 7)
             from value in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements("{}[]\",:0123456789-e\\u".Select(c => (int)c).ToArray()))
             from second in Gen.Choose(0, Good.Length + 7)
             from cut in Gen.Choose(0, 40)
             select (place, value, second, cut)).ToArbitrary(),
            damage =>
            {
                var file = ModelFileTests.FileOf(Good, 22);
                file[damage.place] = (byte)damage.value;
                file[damage.second] = (byte)(damage.value ^ 0x20);
                try
                {
                    ModelFile.ReadHeader(file.AsSpan(0, file.Length - damage.cut));
                    return true;
                }
                catch (FederatedException refusal)
                {
                    return refusal.Code == ErrorCodes.ModelMalformed;
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Parse_RandomText_IsRefusedOrReadNeverElse() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            try
            {
                return SafetensorsHeader.Parse(ModelFileTests.FileOf("{" + Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? "")), 0)).Tensors.IsEmpty;
            }
            catch (FederatedException refusal)
            {
                return refusal.Code == ErrorCodes.ModelMalformed;
            }
        }).QuickCheckThrowOnFailure();
}

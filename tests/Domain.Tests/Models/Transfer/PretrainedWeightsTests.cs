using System.Buffers.Binary;
using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Transfer;

namespace Federated.Domain.Tests.Models.Transfer;

public sealed class PretrainedWeightsTests
{
    private static readonly ModelSpecification Model = ModelSpecification.Mlp(2, [], 2);

    [Fact]
    public void Read_OfHalfPrecisionUnderAnotherName_WidensExactly()
    {
        // 1.5, -2, 0.25, 3 as BF16, and 0.5, -1 as F16.
        byte[] data = [0xC0, 0x3F, 0x00, 0xC0, 0x80, 0x3E, 0x40, 0x40, 0x00, 0x38, 0x00, 0xBC];
        var file = File("""{"net.fc.weight":{"dtype":"BF16","shape":[2,2],"data_offsets":[0,8]},"net.fc.bias":{"dtype":"F16","shape":[2],"data_offsets":[8,12]}}""", data);

        var read = PretrainedWeights.Read(file, Model, 1, [new("net.fc.", "layers.0.")], []);

        Assert.Equal([1.5f, -2, 0.25f, 3, 0.5f, -1], read.Values);
        Assert.Equal(["layers.0.weight", "layers.0.bias"], read.Taken.AsEnumerable());
        Assert.Empty(read.Fresh);
        Assert.Empty(read.Unused);
    }

    [Fact]
    public void Read_WithAFreshHead_KeepsItsInitialParameters_AndSaysWhatWasLeft()
    {
        var other = ModelSpecification.Mlp(2, [], 3);
        var file = ModelFile.Write(other.Layout, other.InitialParameters(9));
        var body = ModelSpecification.Mlp(2, [2], 2);
        var source = ModelFile.Write(
            ParameterLayout.Create([new("layers.0.weight", [2, 2]), new("layers.0.bias", [2]), new("head", [1])]), [1, 2, 3, 4, 5, 6, 7]);

        var read = PretrainedWeights.Read(source, body, 3, [], ["layers.1.*"]);

        Assert.Equal([1f, 2, 3, 4, 5, 6, .. body.InitialParameters(3)[6..]], read.Values);
        Assert.Equal(["layers.1.weight", "layers.1.bias"], read.Fresh.AsEnumerable());
        Assert.Equal(["head"], read.Unused.AsEnumerable());
        Refused(() => PretrainedWeights.Read(file, Model, 1, [], []), "--fresh layers.0.weight");
        Refused(() => PretrainedWeights.Read(source, body, 1, [], []), "--map FROM=TO");
        Refused(() => PretrainedWeights.Read(source, body, 1, [], ["*"]), "No tensor of the file");
        Refused(() => PretrainedWeights.Read(source, body, 1, [new("layers.0.weight", "x"), new("layers.0.bias", "x")], []), "Two tensors");
    }

    [Fact]
    public void Read_OfIntegersOrOfWhatIsNotFinite_IsRefused()
    {
        var integers = File("""{"layers.0.weight":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]},"layers.0.bias":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}""", new byte[24]);
        var wide = new byte[40];
        BinaryPrimitives.WriteDoubleLittleEndian(wide, 1e300);
        var tooLarge = File("""{"layers.0.weight":{"dtype":"F64","shape":[2,2],"data_offsets":[0,32]},"layers.0.bias":{"dtype":"F32","shape":[2],"data_offsets":[32,40]}}""", wide);

        Refused(() => PretrainedWeights.Read(integers, Model, 1, [], []), "as I32");
        Refused(() => PretrainedWeights.Read(tooLarge, Model, 1, [], []), "not finite");
    }

    private static void Refused(Action action, string why)
    {
        var refused = Assert.Throws<FederatedException>(action);
        Assert.Equal(ErrorCodes.ModelMalformed, refused.Code);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    private static byte[] File(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        data.CopyTo(file, 8 + text.Length);
        return file;
    }
}

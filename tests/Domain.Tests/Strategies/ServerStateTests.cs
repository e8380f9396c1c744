using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Strategies;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Strategies;

public sealed class ServerStateTests
{
    private static readonly ServerState Sample = new(7, new Dictionary<string, double[]>(StringComparer.Ordinal) { ["second"] = [3, 4], ["first"] = [1, -0.0] });

    [Fact]
    public void FromBytes_OfToBytes_GivesTheSameBits() =>
        Prop.ForAll(
            (from names in Gen.Elements("first", "second", "velocity", "v").NonEmptyListOf()
             from values in ArbMap.Default.GeneratorFor<double>().NonEmptyListOf()
             from step in Gen.Choose(0, int.MaxValue)
             select new ServerState(step, names.Distinct().ToDictionary(name => name, _ => values.ToArray(), StringComparer.Ordinal))).ToArbitrary(),
            state =>
            {
                var read = ServerState.FromBytes(state.ToBytes());
                return read.Step == state.Step && read.ToBytes().SequenceEqual(state.ToBytes()) && read.Moments.Keys.SequenceEqual(state.Moments.Keys)
                    && read.Moments.All(pair => pair.Value.Select(BitConverter.DoubleToInt64Bits).SequenceEqual(state.Moments[pair.Key].Select(BitConverter.DoubleToInt64Bits)));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void FromBytes_OfEmpty_IsEmpty()
    {
        var read = ServerState.FromBytes(ServerState.Empty.ToBytes());

        Assert.Equal(0, read.Step);
        Assert.Empty(read.Moments);
    }

    [Fact]
    public void ToBytes_OfSample_IsSafetensorsInOrdinalOrder()
    {
        var header = ModelFile.ReadHeader(Sample.ToBytes());

        Assert.Equal([new("first", "F64", [2], 0, 16), new("second", "F64", [2], 16, 32)], header.Tensors.AsEnumerable());
        Assert.Equal("7", header.Metadata["federated.step"]);
    }

    [Fact]
    public void FromBytes_TruncatedOrLonger_IsRefused()
    {
        var bytes = Sample.ToBytes();
        for (var length = 0; length < bytes.Length; length++)
            Refusal.Of(ErrorCodes.StorageCorrupt, () => ServerState.FromBytes(bytes.AsSpan(0, length)));
        Refusal.Of(ErrorCodes.StorageCorrupt, () => ServerState.FromBytes([.. bytes, 0]));
    }

    [Fact]
    public void FromBytes_AModel_IsRefused() =>
        Refusal.Of(ErrorCodes.StorageCorrupt, () => ServerState.FromBytes(ModelFile.Write(ParameterLayout.Create([new("w", [1])]), [1])));

    [Theory]
    [InlineData("""{"__metadata__":{"federated.step":"-1"}}""")]
    [InlineData("""{"__metadata__":{"federated.step":"1","more":"1"}}""")]
    [InlineData("""{"__metadata__":{"federated.step":"1"},"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"__metadata__":{"federated.step":"1"},"v":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]}}""")]
    [InlineData("""{"__metadata__":{"federated.step":"1"},"v":{"dtype":"F64","shape":[0],"data_offsets":[0,0]}}""")]
    public void FromBytes_OtherContent_IsRefused(string header) =>
        Refusal.Of(ErrorCodes.StorageCorrupt, () => ServerState.FromBytes(ModelFileTests.FileOf(header, header.Contains("[0,8]", StringComparison.Ordinal) ? 8 : 0)));
}

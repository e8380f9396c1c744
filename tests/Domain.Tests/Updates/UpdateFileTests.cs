using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Domain.Tests.Models;
using Federated.Domain.Updates;

namespace Federated.Domain.Tests.Updates;

public sealed class UpdateFileTests
{
    [Fact]
    public void Write_Sample_HasTheDocumentedMetadataAndOrder()
    {
        var file = UpdateFile.Write(UpdateSamples.Metadata, UpdateSamples.Layout, UpdateSamples.Delta);
        var header = ModelFile.ReadHeader(file);

        Assert.Equal(
            ["federated.codec=float32", $"federated.layout={UpdateSamples.Layout.Hash}", "federated.round=3", "federated.run=run-1", "federated.weight=524288"],
            header.Metadata.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(["w", "b"], header.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(file, UpdateSamples.Forge(UpdateSamples.Layout, UpdateSamples.Delta));
    }

    [Fact]
    public void ExpectedLengthUpperBound_AnyLayoutWithLongestMetadata_IsNotExceeded() =>
        Prop.ForAll(Arbitraries.Layouts.ToArbitrary(), layout =>
        {
            var metadata = new UpdateMetadata(RunId.Parse(new string('r', 64)), int.MaxValue, layout.Hash, UpdateFile.Float32Codec, long.MaxValue);
            return UpdateFile.Write(metadata, layout, new float[layout.ParameterCount]).Length <= UpdateFile.ExpectedLengthUpperBound(layout);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_OtherLayoutOrCodec_IsRefused()
    {
        Refusal.Of(ErrorCodes.UpdateLayoutMismatch, () => UpdateFile.Write(UpdateSamples.Metadata with { Layout = default }, UpdateSamples.Layout, UpdateSamples.Delta));
        Refusal.Of(ErrorCodes.UpdateCodecUnknown, () => UpdateFile.Write(UpdateSamples.Metadata with { Codec = "gzip" }, UpdateSamples.Layout, UpdateSamples.Delta));
    }
}

using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Tests.Models;
using Federated.Domain.Updates;

namespace Federated.Domain.Tests.Updates;

public sealed class UpdateStageTests
{
    private static readonly byte[] File = UpdateFile.Write(UpdateSamples.Metadata, UpdateSamples.Layout, UpdateSamples.Delta);

    [Fact]
    public void Complete_AfterAllBytes_GivesHashMetadataAndValues()
    {
        var staged = UpdateSamples.Stage(File);

        Assert.Equal(ContentHash.Of(File), staged.Hash);
        Assert.Equal(UpdateSamples.Metadata, staged.Metadata);
        Assert.Equal(UpdateSamples.Delta.Select(BitConverter.SingleToInt32Bits), staged.Values.ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Append_AnyChunking_GivesTheSameUpdate() =>
        Prop.ForAll(Gen.Choose(0, 40).ArrayOf().ToArbitrary(), chunks =>
        {
            var staged = UpdateSamples.Stage(File, null, chunks);
            return staged.Hash == ContentHash.Of(File) && staged.Values.Span.SequenceEqual(UpdateSamples.Delta);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Append_ByteByByte_GivesTheSameUpdate() =>
        Assert.Equal(ContentHash.Of(File), UpdateSamples.Stage(File, null, [.. Enumerable.Repeat(1, File.Length)]).Hash);

    [Fact]
    public void Append_LargeUpdateInBlocks_GivesTheSameValues()
    {
        var layout = ParameterLayout.Create([new("w", [100_003])]);
        var random = new SeededRandom(5);
        var delta = Enumerable.Range(0, 100_003).Select(_ => (float)random.NextDouble()).ToArray();
        var expectation = UpdateSamples.Expectation with { Layout = layout };
        var file = UpdateFile.Write(UpdateSamples.Metadata with { Layout = layout.Hash }, layout, delta);

        Assert.Equal(delta, UpdateSamples.Stage(file, expectation).Values.ToArray());
        Assert.Equal(delta, UpdateSamples.Stage(file, expectation, 777, 65_537, 3, 200_001).Values.ToArray());
    }

    [Fact]
    public void Complete_TruncatedAnywhere_IsRefusedAsTruncated()
    {
        for (var length = 0; length < File.Length; length++)
            Refusal.Of(ErrorCodes.UpdateTruncated, () => UpdateSamples.Stage(File.AsSpan(0, length)));
    }

    public static TheoryData<string, int> BadMetadata => new()
    {
        { "federated.run=run-2", 1207 },
        { "federated.run=A", 1201 },
        { "federated.run=", 1201 },
        { "federated.round=4", 1207 },
        { "federated.round=three", 1201 },
        { "federated.round=", 1201 },
        { "federated.layout=0000000000000000000000000000000000000000000000000000000000000000", 1206 },
        { "federated.layout=x", 1206 },
        { "federated.codec=int8", 1211 },
        { "federated.weight=0", 1208 },
        { "federated.weight=-1", 1208 },
        { "federated.weight=1048577", 1208 },
        { "federated.weight=99999999999999999999", 1208 },
        { "federated.weight=0.5", 1208 },
        { "training.loss=0.1", 1201 },
    };

    [Theory]
    [MemberData(nameof(BadMetadata))]
    public void Append_BadMetadata_IsRefusedBeforeAnyValue(string change, int number)
    {
        var parts = change.Split('=');
        var file = UpdateSamples.Forge(UpdateSamples.Layout, [float.NaN, 0, 0, 0, 0, 0, 0], (parts[0], parts[1]));

        Assert.Equal(number, Assert.Throws<FederatedException>(() => UpdateSamples.Stage(file)).Code.Number);
    }

    public static TheoryData<ParameterTensor[]> OtherLayouts =>
    [
        [new("b", [3]), new("w", [2, 2])],
        [new("w", [4]), new("b", [3])],
        [new("w", [2, 2]), new("c", [3])],
        [new("w", [2, 2])],
        [new("w", [2, 2]), new("b", [4])],
    ];

    [Theory]
    [MemberData(nameof(OtherLayouts))]
    public void Append_OtherTensorsUnderTheRightHash_IsRefused(ParameterTensor[] tensors)
    {
        var layout = ParameterLayout.Create(tensors);
        Refusal.Of(ErrorCodes.UpdateLayoutMismatch, () => UpdateSamples.Stage(UpdateSamples.Forge(layout, new float[layout.ParameterCount])));
    }

    [Fact]
    public void Append_OtherElementType_IsRefusedAsCodec()
    {
        var file = File.AsSpan().ToArray();
        var at = file.AsSpan().IndexOf("F32"u8);
        "I32"u8.CopyTo(file.AsSpan(at));

        Refusal.Of(ErrorCodes.UpdateCodecUnknown, () => UpdateSamples.Stage(file));
    }

    [Theory]
    [InlineData(float.NaN, 1204)]
    [InlineData(float.PositiveInfinity, 1204)]
    [InlineData(float.NegativeInfinity, 1204)]
    [InlineData(8.000001f, 1205)]
    [InlineData(-float.MaxValue, 1205)]
    public void Append_BadValueAnywhere_IsRefusedAtItsLastByte(float bad, int number)
    {
        for (var i = 0; i < UpdateSamples.Delta.Length; i++)
        {
            var file = UpdateSamples.Forge(UpdateSamples.Layout, [.. UpdateSamples.Delta[..i], bad, .. UpdateSamples.Delta[(i + 1)..]]);
            var end = file.Length - sizeof(float) * (UpdateSamples.Delta.Length - i - 1);
            using var stage = new UpdateStage(UpdateSamples.Expectation);
            stage.Append(file.AsSpan(0, end - 1));

            var refusal = Assert.Throws<FederatedException>(() => stage.Append(file.AsSpan(end - 1, 1)));
            Assert.Equal(number, refusal.Code.Number);
            Assert.Contains(i < 4 ? $"'w' at {i}" : $"'b' at {i - 4}", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Append_ValueBeyondTheBound_IsNotRepeatedInTheMessage()
    {
        var file = UpdateSamples.Forge(UpdateSamples.Layout, [0, 123.25f, 0, 0, 0, 0, 0]);

        Assert.DoesNotContain("123", Refusal.Of(ErrorCodes.UpdateOutOfBound, () => UpdateSamples.Stage(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_TwoBadValues_NamesTheFirstInAnyChunking() =>
        Prop.ForAll(Gen.Choose(0, 60).ArrayOf().ToArbitrary(), chunks =>
        {
            var file = UpdateSamples.Forge(UpdateSamples.Layout, [0, 9, float.NaN, 0, 0, 0, 0]);
            return Assert.Throws<FederatedException>(() => UpdateSamples.Stage(file, null, chunks)).Code == ErrorCodes.UpdateOutOfBound;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Append_BytesAfterTheEnd_IsRefused() =>
        Refusal.Of(ErrorCodes.UpdateWrongLength, () => UpdateSamples.Stage([.. File, 0]));

    [Fact]
    public void Append_HeaderLongerThanTheLayoutNeeds_IsRefusedAfterEightBytes()
    {
        foreach (var length in new ulong[] { (ulong)UpdateFile.ExpectedLengthUpperBound(UpdateSamples.Layout), int.MaxValue, ulong.MaxValue })
        {
            var prefix = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(prefix, length);
            using var stage = new UpdateStage(UpdateSamples.Expectation);
            Refusal.Of(ErrorCodes.UpdateTooLarge, () => stage.Append(prefix));
        }
    }

    [Fact]
    public void Append_AfterRefusal_RefusesInTheSameWay()
    {
        using var stage = new UpdateStage(UpdateSamples.Expectation);
        var first = Refusal.Of(ErrorCodes.UpdateMalformed, () => stage.Append(new byte[9]));

        Assert.Equal(first.Message, Refusal.Of(ErrorCodes.UpdateMalformed, () => stage.Append(File)).Message);
        Assert.Equal(first.Message, Refusal.Of(ErrorCodes.UpdateMalformed, () => stage.Complete()).Message);
    }

    [Fact]
    public void Append_AfterComplete_Throws()
    {
        using var stage = new UpdateStage(UpdateSamples.Expectation);
        stage.Append(File);
        stage.Complete();

        Assert.Throws<InvalidOperationException>(() => stage.Append(File));
        Assert.Throws<InvalidOperationException>(() => stage.Complete());
    }

    [Fact]
    public void Append_RandomDamageInAnyChunking_IsTakenOrRefusedWithAnUpdateCode() =>
        Prop.ForAll(
            (from place in Gen.Choose(0, File.Length - 1)
             from value in Gen.Choose(0, 255)
             from chunks in Gen.Choose(0, 60).ArrayOf()
             select (place, value, chunks)).ToArbitrary(),
            it =>
            {
                var file = File.AsSpan().ToArray();
                file[it.place] = (byte)it.value;
                return Outcome(file, it.chunks) is var code && code == Outcome(file, []) && code is 0 or (>= 1201 and <= 1212);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0f)]
    public void Stage_BadBound_Throws(float bound) =>
        Assert.Throws<ArgumentException>(() => new UpdateStage(UpdateSamples.Expectation with { CoordinateBound = bound }));

    private static int Outcome(byte[] file, int[] chunks)
    {
        try
        {
            UpdateSamples.Stage(file, null, chunks);
            return 0;
        }
        catch (FederatedException refusal)
        {
            return refusal.Code.Number;
        }
    }
}

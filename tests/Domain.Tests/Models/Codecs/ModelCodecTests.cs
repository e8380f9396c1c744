using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Codecs;
using Federated.Domain.Plans;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Domain.Tests.Models.Codecs;

public sealed class ModelCodecTests
{
    public static TheoryData<string> Rounding => [.. RoundedModelCodec.Names];

    private static Arbitrary<(byte[] File, byte[] Base)> Files => (
        from layout in Arbitraries.Layouts
        from values in Arbitraries.Vectors(Arbitraries.FiniteFloats, layout.ParameterCount)
        from others in Arbitraries.Vectors(Arbitraries.FiniteFloats, layout.ParameterCount)
        select (ModelFile.Write(layout, values), ModelFile.Write(layout, others))).ToArbitrary();

    [Fact]
    public void Delta_AnyTwoFilesOfOneLength_GivesBackTheFileToTheByte() => Prop.ForAll(Files, files =>
        DeltaModelCodec.Instance.Decode(DeltaModelCodec.Instance.Encode(files.File, files.Base), files.Base).AsSpan().SequenceEqual(files.File)).QuickCheckThrowOnFailure();

    [Fact]
    public void Delta_BytesThatAreNoWholeWords_AreGivenBackToo() => Prop.ForAll(
        (from length in Gen.Choose(0, 70)
         from file in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(length)
         from other in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(length)
         select (file, other)).ToArbitrary(),
        files => DeltaModelCodec.Instance.Decode(DeltaModelCodec.Instance.Encode(files.file, files.other), files.other).AsSpan().SequenceEqual(files.file)).QuickCheckThrowOnFailure();

    [Fact]
    public void Delta_NearModels_IsSmallerThanTheFile()
    {
        var layout = ParameterLayout.Create([new("weight", [20_000])]);
        var random = new SeededRandom(1);
        var values = Enumerable.Range(0, layout.ParameterCount).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var file = ModelFile.Write(layout, values);
        var near = ModelFile.Write(layout, [.. values.Select(v => v * (1 + (1e-4f * (float)(random.NextDouble() - 0.5))))]);
        Assert.InRange(DeltaModelCodec.Instance.Encode(near, file).Length, 1, 3 * near.Length / 4);
        Assert.InRange(DeltaModelCodec.Instance.Encode(file, file).Length, 1, 100);
    }

    [Fact]
    public void Delta_OfAnotherLengthOrDamaged_IsRefused()
    {
        var delta = DeltaModelCodec.Instance;
        Assert.Equal(ErrorCodes.ModelMalformed, Assert.Throws<FederatedException>(() => delta.Encode(new byte[8], new byte[12])).Code);
        Assert.Equal(ErrorCodes.ModelMalformed, Assert.Throws<FederatedException>(() => delta.Decode(delta.Encode(new byte[8], new byte[8]), new byte[12])).Code);
        Assert.Equal(ErrorCodes.ModelMalformed, Assert.Throws<FederatedException>(() => delta.Decode([1, 2, 3], new byte[12])).Code);
    }

    [Theory]
    [MemberData(nameof(Rounding))]
    public void Rounded_IsAFileOfTheSameHeader_AndRoundingItAgainChangesNothing(string name)
    {
        var codec = ModelCodec.Parse(name)!;
        Prop.ForAll(Files, files =>
        {
            var once = codec.Rounded(files.File);
            var header = ModelFile.ReadHeader(once);
            // Scales of int8 are rounded themselves, so there a second time may move a number by its last bit.
            return header.DataOffset == ModelFile.ReadHeader(files.File).DataOffset
                && once.AsSpan(0, (int)header.DataOffset).SequenceEqual(files.File.AsSpan(0, (int)header.DataOffset))
                && (name == "int8" || codec.Rounded(once).AsSpan().SequenceEqual(once));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("bfloat16", 1.0 / 256)]
    [InlineData("float16", 1.0 / 2048)]
    public void Rounded_HalfTheBits_IsWithinHalfAStep(string name, double relative) => Bounded(name, Arbitraries.FloatsWithin(60_000), (value, rounded, _) =>
        Math.Abs(value - rounded) <= (relative * Math.Abs(value)) + (1.0 / (1 << 25)));

    [Fact]
    public void Rounded_Int8_IsWithinHalfAStepOfTheLargestOfItsBlock() => Bounded("int8", Arbitraries.FloatsWithin(1e6f), (value, rounded, largest) =>
        Math.Abs(value - rounded) <= (largest / 127 * 0.5001) + 1e-38);

    [Theory]
    [InlineData("bfloat16")]
    [InlineData("float16")]
    public void Rounded_BeyondTheRange_IsTheLargestThatItHolds(string name)
    {
        var layout = ParameterLayout.Create([new("w", [2])]);
        var rounded = ModelFile.Read(ModelCodec.Parse(name)!.Rounded(ModelFile.Write(layout, [float.MaxValue, float.MinValue])), layout);
        Assert.True(float.IsFinite(rounded[0]) && rounded[0] > 60_000);
        Assert.Equal(-rounded[0], rounded[1]);
    }

    [Theory]
    [MemberData(nameof(Rounding))]
    public void Decode_CutOrLongerOrOfNoModel_IsRefused(string name)
    {
        var codec = ModelCodec.Parse(name)!;
        var layout = ParameterLayout.Create([new("w", [300])]);
        var coded = codec.Encode(ModelFile.Write(layout, new float[300]), []);
        foreach (var bad in (byte[][])[coded[..^1], [.. coded, 0], [], [1, 0, 0, 0], [255, 255, 255, 127, .. coded]])
            Assert.Equal(ErrorCodes.ModelMalformed, Assert.Throws<FederatedException>(() => codec.Decode(bad, [])).Code);
        Assert.Equal(ErrorCodes.ModelMalformed, Assert.Throws<FederatedException>(() => codec.Encode(ModelFile.Write(layout, [float.NaN, .. new float[299]]), [])).Code);
    }

    [Fact]
    public void Plan_LossyAmongOthers_Twice_OrWithScaffold_IsRefused()
    {
        var plan = new RunPlan
        {
            Name = "download",
            Model = new() { Kind = "logistic", Inputs = 2, Outputs = 2 },
            Privacy = new() { Mode = PrivacyPlan.None },
            Cohort = new() { Size = 1, Quorum = 1 },
            Rounds = 1,
        };
        RunPlanRules.Check(With("int8"));
        RunPlanRules.Check(With("delta", "float32"));
        Assert.Equal("int8", With("int8").Rounding!.Name);
        Assert.Null(With("delta").Rounding);
        var before = RunPlanFile.Hash(plan with { Codec = new() { Update = ["int8"] } });
        Assert.Equal(before, RunPlanFile.Hash(RunPlanFile.Parse("""
            {"name":"download","model":{"kind":"logistic","inputs":2,"outputs":2},"privacy":{"mode":"none"},"cohort":{"size":1,"quorum":1},"rounds":1,"codec":{"update":["int8"]}}
            """)));
        foreach (var bad in (RunPlan[])[With("int8", "float32"), With("delta", "delta"), With(), With("zip"), With("int8") with { Strategy = new() { Kind = "scaffold" } }])
            Assert.Equal(ErrorCodes.PlanInvalid, Assert.Throws<FederatedException>(() => RunPlanRules.Check(bad)).Code);

        RunPlan With(params string[] codecs) => plan with { Codec = new() { Download = [.. codecs] } };
    }

    private static void Bounded(string name, Gen<float> numbers, Func<float, float, float, bool> near)
    {
        var layout = ParameterLayout.Create([new("w", [300])]);
        Prop.ForAll(Arbitraries.Vectors(numbers, layout.ParameterCount).ToArbitrary(), values =>
        {
            var rounded = ModelFile.Read(ModelCodec.Parse(name)!.Rounded(ModelFile.Write(layout, values)), layout);
            return Enumerable.Range(0, values.Length).All(i => near(values[i], rounded[i], values.Skip(i / 256 * 256).Take(256).Max(MathF.Abs)));
        }).QuickCheckThrowOnFailure();
    }
}

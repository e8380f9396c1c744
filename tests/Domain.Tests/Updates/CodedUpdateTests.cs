using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Tests.Models;
using Federated.Domain.Tests.Privacy;
using Federated.Domain.Updates;
using Federated.Domain.Updates.Codecs;

namespace Federated.Domain.Tests.Updates;

public sealed class CodedUpdateTests
{
    private static readonly ParameterLayout Layout = ParameterLayout.Create([new("w", [3, 100]), new("b", [7])]);
    private static readonly float[] Delta = [.. Enumerable.Range(0, 307).Select(i => (float)Math.Sin(i) / 8)];

    public static TheoryData<string> Coded => [.. UpdateCodec.Known.Skip(1)];

    [Theory]
    [MemberData(nameof(Coded))]
    public void Stage_CodedUpdateInAnyChunks_GivesWhatItDecodesTo(string codec)
    {
        var file = File(codec);
        var expected = new float[Delta.Length];
        UpdateCodec.Parse(codec).Decode(Layout, UpdateCodec.Parse(codec).Encode(Layout, Delta, 9), expected);

        foreach (var chunks in (int[][])[[], [1, 7, 50], [.. Enumerable.Repeat(1, file.Length)]])
        {
            var staged = UpdateSamples.Stage(file, Expectation(codec), chunks);
            Assert.Equal(expected, staged.Values.ToArray());
            Assert.Equal(ContentHash.Of(file), staged.Hash);
            Assert.Equal(codec, staged.Metadata.Codec);
        }

        Assert.True(file.Length <= UpdateFile.ExpectedLengthUpperBound(Layout, [codec]));
    }

    [Theory]
    [MemberData(nameof(Coded))]
    public void Stage_CodecThatThePlanDoesNotName_IsRefused(string codec) =>
        Refusal.Of(ErrorCodes.UpdateCodecUnknown, () => UpdateSamples.Stage(File(codec), Expectation("float32")));

    [Theory]
    [MemberData(nameof(Coded))]
    public void Stage_CutOffOrTooLong_IsRefused(string codec)
    {
        var file = File(codec);
        for (var length = 0; length < file.Length; length += 13)
            Refusal.Of(ErrorCodes.UpdateTruncated, () => UpdateSamples.Stage(file.AsSpan(0, length), Expectation(codec)));
        Refusal.Of(ErrorCodes.UpdateWrongLength, () => UpdateSamples.Stage([.. file, 0], Expectation(codec)));
    }

    [Fact]
    public void Stage_DecodedBeyondTheBoundOrNotFinite_IsRefused()
    {
        var narrow = Expectation("int8") with { CoordinateBound = 0.01f };
        Refusal.Of(ErrorCodes.UpdateOutOfBound, () => UpdateSamples.Stage(File("int8"), narrow));
        var file = File("topk:0.01");
        // The last value of the file becomes NaN: it is stored as it is.
        BitConverter.TryWriteBytes(file.AsSpan(file.Length - 4), float.NaN);
        Refusal.Of(ErrorCodes.UpdateNotFinite, () => UpdateSamples.Stage(file, Expectation("topk:0.01")));
    }

    [Fact]
    public void Stage_AnotherCodecsTensors_AreRefused()
    {
        // An int8 file that says it is float16: the tensors do not match.
        var text = System.Text.Encoding.Latin1.GetString(File("float16")).Replace("\"federated.codec\":\"float16\"", "\"federated.codec\":\"int8\"   ", StringComparison.Ordinal);
        Refusal.Of(ErrorCodes.UpdateLayoutMismatch, () => UpdateSamples.Stage(System.Text.Encoding.Latin1.GetBytes(text), Expectation("int8")));
    }

    [Fact]
    public void Plan_Codecs_AreCheckedAndKeptOutOfPlansWithoutThem()
    {
        var plan = PrivatePlans.PartnerCentral;
        Assert.DoesNotContain("codec", System.Text.Encoding.UTF8.GetString(RunPlanFile.Canonical(plan)), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("float32", Assert.Single(plan.UpdateCodecs));
        var coded = plan with { Codec = new() { Update = ["topk:0.05", "int8"] } };
        Assert.Equal(coded, RunPlanFile.Parse(System.Text.Encoding.UTF8.GetString(RunPlanFile.Canonical(coded))));
        Assert.Equal(ErrorCodes.UpdateCodecUnknown, Assert.Throws<FederatedException>(() => RunPlanRules.Check(plan with { Codec = new() { Update = ["gzip"] } })).Code);
        Assert.Equal(ErrorCodes.PlanInvalid, Assert.Throws<FederatedException>(() => RunPlanRules.Check(plan with { Codec = new() })).Code);
        Assert.Equal(ErrorCodes.PlanInvalid, Assert.Throws<FederatedException>(() => RunPlanRules.Check(plan with { Codec = new() { Update = ["int8", "int8"] } })).Code);
        var refusal = Assert.Throws<FederatedException>(() => RunPlanRules.Check(PrivatePlans.RecordCentral with { Codec = new() { Update = ["int8"] } }));
        Assert.Equal(ErrorCodes.PlanIncompatible, refusal.Code);
        Assert.Contains("1.8 to 3.9 times the clip norm", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] File(string codec) => UpdateFile.Write(UpdateSamples.Metadata with { Layout = Layout.Hash, Codec = codec }, Layout, Delta, seed: 9);

    private static UpdateExpectation Expectation(string codec) => UpdateSamples.Expectation with { Layout = Layout, Codecs = [codec] };
}

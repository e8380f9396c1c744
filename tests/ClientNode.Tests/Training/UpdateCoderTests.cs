using Federated.ClientNode.Tests.Support;
using Federated.ClientNode.Training;
using Federated.Domain.Models;
using Federated.Domain.Updates.Codecs;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Tests.Training;

public sealed class UpdateCoderTests : IDisposable
{
    private static readonly ParameterLayout Layout = ParameterLayout.Create([new("w", [100])]);
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Code_ErrorFeedback_SendsEverythingInTheEnd()
    {
        // The same gradient ten times: top-k sends 5 of 100 coordinates a round; with feedback every coordinate has its turn.
        var coder = Coder();
        var sent = new double[100];
        for (var round = 1; round <= 60; round++)
        {
            var values = Decode(coder.Code(Assignment(round), Layout, Gradient(), 1));
            for (var i = 0; i < sent.Length; i++)
                sent[i] += values[i];
        }

        // Five of a hundred a round: in the steady state a coordinate is sent when it has gathered about 75 / 5 = 15.
        for (var i = 0; i < sent.Length; i++)
            Assert.True(60 * Gradient()[i] - sent[i] <= 20, $"coordinate {i}: {sent[i]} of {60 * Gradient()[i]}");
        Assert.All(sent, x => Assert.True(x > 0));
    }

    [Fact]
    public void Code_RoundAgainAfterARestart_GivesTheSameBytes()
    {
        Coder().Code(Assignment(1), Layout, Gradient(), 1);
        var second = Coder().Code(Assignment(2), Layout, Gradient(), 1);
        Assert.Equal(second, Coder().Code(Assignment(2), Layout, Gradient(), 1));
        // Without what round 1 left out, round 2 is another update.
        Assert.NotEqual(Decode(second), Decode(new UpdateCoder(Samples.Partner, null).Code(Assignment(2), Layout, Gradient(), 1)));
        Assert.Equal(2, Directory.GetFiles(_folder["residuals"]).Length);
        Coder().Code(Assignment(3), Layout, Gradient(), 1);
        Coder().Code(Assignment(4), Layout, Gradient(), 1);
        Assert.Equal(2, Directory.GetFiles(_folder["residuals"]).Length);
    }

    [Fact]
    public void Code_FirstCodecOfThePlan_IsTakenAndFloat32WithoutOne()
    {
        var plan = Samples.Plan with { Codec = new() { Update = ["int8", "float32"] } };
        Assert.Equal("int8", ModelFile.ReadHeader(Coder().Code(Samples.Assignment(plan: plan), Layout, Gradient(), 1)).Metadata["federated.codec"]);
        Assert.Equal("float32", ModelFile.ReadHeader(Coder().Code(Samples.Assignment(), Layout, Gradient(), 1)).Metadata["federated.codec"]);
        Assert.False(Directory.Exists(_folder["residuals"]));
    }

    private UpdateCoder Coder() => new(Samples.Partner, new ResidualStore(_folder["residuals"]));

    private static Assignment Assignment(int round) => Samples.Assignment(round, plan: Samples.Plan with { Codec = new() { Update = ["topk:0.05"] } });

    private static float[] Gradient() => [.. Enumerable.Range(1, 100).Select(i => 0.5f + (i / 200f))];

    private static float[] Decode(byte[] file)
    {
        var values = new float[100];
        UpdateCodec.Parse("topk:0.05").Decode(Layout, file.AsSpan((int)ModelFile.ReadHeader(file).DataOffset), values);
        return values;
    }
}

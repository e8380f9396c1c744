using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Federated.Protocol.Work;

namespace Federated.Protocol.Tests.Work;

public sealed class WorkFramesTests
{
    private static readonly RunPlan Plan = new()
    {
        Name = "frames",
        Model = new() { Kind = "logistic", Inputs = 2, Outputs = 2 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = 1, Quorum = 1 },
        Rounds = 3,
    };

    [Fact]
    public async Task Write_ThenRead_GivesTheSameWork_HoweverTheBytesArrive()
    {
        var work = new WorkResponse([Work(1, "first\nmodel"u8.ToArray()), Work(2, null), Work(3, [])], [new(RunId.Parse("run-a"), 1, RoundPhase.Committed)]);
        var bytes = Framed(work);
        foreach (var piece in (int[])[1, 7, bytes.Length])
        {
            var read = (await Read(bytes, piece))!;
            Assert.Equal([1, 2, 3], read.Assignments.Select(a => a.Round));
            Assert.Equal("first\nmodel"u8.ToArray(), read.Assignments[0].InlineModel);
            Assert.Null(read.Assignments[1].InlineModel);
            Assert.All(read.Assignments, a => Assert.Equal(0, a.InlineLength));
            Assert.Equal(RunPlanFile.Hash(Plan), RunPlanFile.Hash(read.Assignments[0].Plan));
            Assert.Equal(work.Closed[0], Assert.Single(read.Closed));
        }
    }

    [Fact]
    public async Task Read_TheSamePlanAgain_IsTheSameObject()
    {
        var bytes = Framed(new([Work(1, null)], []));
        Assert.Same((await Read(bytes, 100))!.Assignments[0].Plan, (await Read(bytes, 50))!.Assignments[0].Plan);
    }

    [Fact]
    public async Task Read_BytesThatEndEarlyOrAreTooMany_IsRefused()
    {
        var bytes = Framed(new([Work(1, new byte[100])], []));
        await Assert.ThrowsAsync<JsonException>(() => Read(bytes[..^1], 10));
        await Assert.ThrowsAsync<JsonException>(() => Read(bytes[..20], 10));
        await Assert.ThrowsAsync<JsonException>(() => Read(Framed(new([Work(1, new byte[Assignment.InlineLimit + 1])], [])), 1 << 16));
        Assert.Null(await Read([], 1));
    }

    [Fact]
    public void JsonForm_IsUnchanged_ModelsInBase64AndNoLength()
    {
        var json = JsonSerializer.Serialize(new WorkResponse([Work(1, "abc"u8.ToArray())], []), ProtocolJson.Options);
        Assert.Contains("\"inlineModel\":\"YWJj\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("inlineLength", json, StringComparison.Ordinal);
        Assert.Equal("abc"u8.ToArray(), JsonSerializer.Deserialize<WorkResponse>(json, ProtocolJson.Options)!.Assignments[0].InlineModel);
    }

    [Fact]
    public void JsonForm_PlanOfANewerPeer_IsReadAndHasAnotherHash()
    {
        var json = JsonSerializer.Serialize(Work(1, null), ProtocolJson.Options).Replace("\"name\":\"frames\"", "\"name\":\"frames\",\"newer\":1", StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize<Assignment>(json, ProtocolJson.Options)!;
        Assert.Equal("frames", read.Plan.Name);
    }

    private static Assignment Work(int round, byte[]? model) => new(
        RunId.Parse("run-a"), round, Plan, RunPlanFile.Hash(Plan), ContentHash.Of(Encoding.UTF8.GetBytes($"{round}")), Plan.UploadLayout.Hash, 60, false,
        RoundTerms.Of(Plan), model);

    private static byte[] Framed(WorkResponse work)
    {
        var writer = new ArrayBufferWriter<byte>();
        WorkFrames.Write(writer, work);
        return writer.WrittenSpan.ToArray();
    }

    private static async Task<WorkResponse?> Read(byte[] bytes, int piece)
    {
        var pipe = new Pipe();
        var writing = Task.Run(async () =>
        {
            for (var at = 0; at < bytes.Length; at += piece)
                await pipe.Writer.WriteAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)));
            await pipe.Writer.CompleteAsync();
        });
        try
        {
            return await WorkFrames.Read(pipe.Reader, CancellationToken.None);
        }
        finally
        {
            await pipe.Reader.CompleteAsync();
            await writing;
        }
    }
}

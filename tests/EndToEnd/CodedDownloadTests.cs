using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.EndToEnd.Processes;
using Federated.Protocol;
using Federated.Protocol.Runs;

namespace Federated.EndToEnd;

/// <summary>Models that reach the nodes in a download codec, with real processes: small ones inline, a large one by its hash.</summary>
public sealed class CodedDownloadTests(StrategyRunTests.Federation shared) : IClassFixture<StrategyRunTests.Federation>
{
    private const int Rounds = 3;

    [Theory]
    [InlineData(16)]
    [InlineData(60_000)] // 1.7 MB: beyond what an assignment carries, so that later rounds are differences to a model that the node has
    public async Task Delta_GivesTheModelOfPlainDownloads(int hidden)
    {
        var plain = await Complete(Plan(hidden, codec: null));
        var coded = await Complete(Plan(hidden, "delta"));

        Assert.Equal(plain.Model, coded.Model);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(60_000)]
    public async Task Int8_IsTheSameModelWheneverItRuns_AndNotThatOfPlainDownloads(int hidden)
    {
        var plain = await Complete(Plan(hidden, codec: null));
        var first = await Complete(Plan(hidden, "int8"));
        var second = await Complete(Plan(hidden, "int8"));

        Assert.Equal(first.Model, second.Model);
        Assert.NotEqual(plain.Model, first.Model);
        var layout = Plan(hidden, codec: null).Layout;
        var (left, right) = (ModelFile.Read(await Model(plain.Model), layout), ModelFile.Read(await Model(first.Model), layout));
        Assert.All(left.Zip(right), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.5f));
    }

    private static RunPlan Plan(int hidden, string? codec) => TinyData.Plan(cohort: 3, Rounds) with
    {
        Name = "coded",
        Model = new() { Kind = "mlp", Inputs = 4, Hidden = [hidden], Outputs = 2, Seed = 5 },
        Training = new() { LearningRate = 0.05, BatchSize = 32, Seed = 3 },
        Strategy = new(),
        Codec = codec is null ? null : new() { Download = [codec] },
    };

    private async Task<RunView> Complete(RunPlan plan)
    {
        var ended = await shared.Silo.Ended((await shared.Silo.Launch(plan)).Run);
        Assert.True(ended.Outcome == RunOutcome.Completed, $"The run is {ended.Outcome}. The silo printed:\n{shared.Silo.Silo.Output}\nThe nodes:\n"
            + string.Join('\n', shared.Nodes.Select(node => node.Program.Output)));
        Assert.Equal(plan.Rounds, ended.CommittedRounds);
        return ended;
    }

    private Task<byte[]> Model(ContentHash model) => shared.Silo.Console.GetByteArrayAsync(Routes.Model(model));
}

using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.EndToEnd.Processes;
using Federated.Protocol;
using Federated.Protocol.Runs;

namespace Federated.EndToEnd;

/// <summary>
/// The strategies whose updates carry more than the model, with real processes: what is summed, published and kept at the nodes fits
/// together, whatever is killed on the way.
/// </summary>
public sealed class StrategyRunTests(StrategyRunTests.Federation shared) : IClassFixture<StrategyRunTests.Federation>
{
    private const int Rounds = 5;

    [Theory]
    [InlineData("fednova")]
    [InlineData("q-fedavg")]
    [InlineData("scaffold")]
    public async Task Run_Completes_AndLearns(string kind)
    {
        var plan = Plan(kind);
        var ended = await Complete(plan, await Launch(plan));

        var parameters = ModelFile.Read(await Model(ended.Model), plan.Model.ToSpecification().Layout);
        Assert.True(Loss(parameters) < 0.85 * Loss(plan.Model.ToSpecification().InitialParameters(plan.Model.Seed)));
    }

    [Fact]
    public async Task Scaffold_WithACohortSmallerThanTheRun_KeepsTheServersControlTheMeanOfTheNodes()
    {
        var plan = Plan("scaffold") with { Cohort = new() { Size = 2, Quorum = 2 }, Rounds = 6 };
        var run = await Launch(plan);
        var ended = await Complete(plan, run);

        await AssertControls(plan, run, ended);
    }

    [Fact]
    public async Task Scaffold_NodeAndSiloKilled_GivesTheSameModel()
    {
        var plan = Plan("scaffold");
        var expected = (await Complete(plan, await Launch(plan))).Model;
        await shared.Silo.StopSilo();
        await shared.Silo.StartSilo(killAt: "Claimed:5");
        var run = await Launch(plan);
        await shared.Silo.Silo.Exit(TimeSpan.FromSeconds(120));
        var victim = shared.Nodes[1];
        await victim.Program.Kill();
        // The update is gone with the outbox; the round is trained again, from the same control variate.
        foreach (var file in Directory.GetFiles(Path.Combine(victim.Directory, "outbox")))
            File.Delete(file);
        await shared.Silo.StartSilo();
        victim.Start();

        var ended = await Complete(plan, run);

        Assert.Equal(expected, ended.Model);
        await AssertControls(plan, run, ended);
    }

    private static RunPlan Plan(string kind) => TinyData.Plan(cohort: 3, Rounds) with
    {
        Name = kind,
        Model = new() { Kind = "logistic", Inputs = 4, Outputs = 2, Seed = 5 },
        Training = new() { LearningRate = 1, BatchSize = 8, LocalEpochs = 2, Seed = 3 },
        Strategy = new() { Kind = kind, Q = kind == "q-fedavg" ? 1 : null },
    };

    /// <summary>c of the last file is the mean of the c_i that the counted rounds left at the nodes.</summary>
    private async Task AssertControls(RunPlan plan, RunId run, RunView ended)
    {
        var layouts = RunLayouts.Of(plan);
        var n = layouts.Model.ParameterCount;
        var server = ModelFile.Read(await Model(ended.Model), layouts.Published)[n..];
        var seals = (await shared.Silo.Ledger()).OfType<RoundSealed>().Where(s => s.Run == run).ToList();
        var mean = new double[n];
        foreach (var node in shared.Nodes)
        {
            if (seals.LastOrDefault(s => s.Members.Any(m => m.Partner.ToString() == node.Name)) is not { } last)
                continue;
            var own = ModelFile.Read(await File.ReadAllBytesAsync(Path.Combine(node.Directory, "controls", $"{run}.{last.Round:000000}.safetensors")), layouts.Model);
            for (var i = 0; i < n; i++)
                mean[i] += own[i] / (double)shared.Nodes.Count;
        }

        Assert.Contains(server, c => c != 0);
        for (var i = 0; i < n; i++)
            Assert.Equal(mean[i], server[i], 1e-5);
    }

    private async Task<RunId> Launch(RunPlan plan) => (await shared.Silo.Launch(plan)).Run;

    private async Task<RunView> Complete(RunPlan plan, RunId run)
    {
        var ended = await shared.Silo.Ended(run);
        Assert.True(ended.Outcome == RunOutcome.Completed, $"{run} is {ended.Outcome}. The silo printed:\n{shared.Silo.Silo.Output}\nThe nodes:\n"
            + string.Join('\n', shared.Nodes.Select(node => node.Program.Output)));
        Assert.Equal(plan.Rounds, ended.CommittedRounds);
        var verdict = await shared.Silo.Verify();
        Assert.True(verdict.Valid, verdict.FirstProblem);
        return ended;
    }

    private Task<byte[]> Model(ContentHash model) => shared.Silo.Console.GetByteArrayAsync(Routes.Model(model));

    /// <summary>Mean logistic loss over all nodes' data: features, scaled as the plan has them, against the label's logit.</summary>
    private static double Loss(float[] parameters)
    {
        var losses = new List<double>();
        for (var seed = 1; seed <= 3; seed++)
        {
            foreach (var line in TinyData.Csv(seed).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
            {
                var fields = line.Split(',');
                double[] x = [.. fields[..4].Select(f => (double.Parse(f, System.Globalization.CultureInfo.InvariantCulture) + 4) / 8)];
                var z = Enumerable.Range(0, 2).Select(c => parameters[8 + c] + Enumerable.Range(0, 4).Sum(i => parameters[(4 * c) + i] * x[i])).ToArray();
                losses.Add(Math.Log(1 + Math.Exp(fields[4] == "yes" ? z[0] - z[1] : z[1] - z[0])));
            }
        }

        return losses.Average();
    }

    /// <summary>One federation for the whole class; runs follow each other on it.</summary>
    public sealed class Federation : IAsyncLifetime
    {
        public TestFederation Silo { get; private set; } = null!;

        public IReadOnlyList<NodeProcess> Nodes { get; private set; } = [];

        public async Task InitializeAsync()
        {
            Silo = await TestFederation.Start();
            var nodes = new List<NodeProcess>();
            for (var number = 1; number <= 3; number++)
                nodes.Add(await NodeProcess.Enrol(Silo, $"hospital-{number}", number));
            foreach (var node in nodes)
                node.Start();
            Nodes = nodes;
        }

        public async Task DisposeAsync()
        {
            foreach (var node in Nodes)
                await node.DisposeAsync();
            await Silo.DisposeAsync();
        }
    }
}

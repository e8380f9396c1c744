using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Queries;
using Federated.Domain.Rounds;
using Federated.EndToEnd.Processes;
using Federated.Protocol;
using Federated.Protocol.Runs;

namespace Federated.EndToEnd;

/// <summary>Federated standardisation with real processes: two partners whose data differ, one set of constants, the same at both.</summary>
public sealed class StandardiseTests(StandardiseTests.Federation shared) : IClassFixture<StandardiseTests.Federation>
{
    private const double Epsilon = 4;

    [Fact]
    public async Task Standardise_InModeNone_GivesThePooledConstantsAndAPlanThatTrains()
    {
        var plan = Plan();
        var (ready, _) = await Standardise(plan, "exact");

        for (var feature = 0; feature < 4; feature++)
        {
            var (mean, deviation) = shared.Pooled(feature);
            Assert.Equal(mean, ready.Data.Features[feature].Mean!.Value, 1e-6);
            Assert.Equal(deviation, ready.Data.Features[feature].Deviation!.Value, 1e-6);
        }

        await Fed(0, "run", "launch", At("exact-ready.json"), "--run", "trained");
        Assert.Equal(RunOutcome.Completed, (await shared.Silo.Ended(RunId.Parse("trained"))).Outcome);
        // Constants that the answer did not give may not say that it did.
        var forged = ready with { Data = ready.Data with { Features = ready.Data.Features.SetItem(0, ready.Data.Features[0] with { Mean = 0.5 }) } };
        await File.WriteAllBytesAsync(At("forged.json"), RunPlanFile.Canonical(forged));
        Assert.Contains("FED-1003", await Fed(1, "run", "launch", At("forged.json")), StringComparison.Ordinal);
        // What was asked once need not be asked, or charged, again.
        await Fed(0, "query", "standardise", At("exact.json"), "--from", "exact", "--out", At("again.json"));
        Assert.Equal(await File.ReadAllTextAsync(At("exact-ready.json")), await File.ReadAllTextAsync(At("again.json")));
    }

    [Fact]
    public async Task Standardise_OfAPrivatePlan_IsWithinItsNoiseAndChargedLikeAnyQuery()
    {
        var plan = Plan() with
        {
            Training = new() { LearningRate = 0.5, BatchSize = 8 },
            Strategy = new() { Kind = "server-sgd", LearningRate = 1 },
            Privacy = new()
            {
                Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 2, SamplingRate = 0.2, Projection = 0.5,
                PartnerExamples = shared.Nodes.ToImmutableSortedDictionary(node => node.Name, _ => (long)Federation.Rows),
            },
        };
        var (ready, output) = await Standardise(plan, "noised", "--epsilon", Epsilon.ToString(CultureInfo.InvariantCulture));

        var run = RunId.Parse("noised");
        var view = await shared.Silo.Ended(run);
        var file = await shared.Silo.Console.GetByteArrayAsync(Routes.Model(view.Model));
        Assert.Equal(ContentHash.Of(file), ready.Data.Scaling!.Answer);
        foreach (var (constant, feature) in Standardisation.Constants(plan.Data, view.Plan, QueryAnswer.Read(view.Plan, file)).Select((c, i) => (c, i)))
        {
            // Six standard errors: fails by chance once in 5e7.
            var (mean, deviation) = shared.Pooled(feature);
            Assert.True(constant.IsMeasured, output);
            Assert.InRange(Math.Abs(constant.Mean - mean), double.Epsilon, 6 * constant.MeanError);
            Assert.InRange(Math.Abs(constant.Deviation - deviation), 0, 6 * constant.DeviationError);
            Assert.Equal((constant.Mean, constant.Deviation), (ready.Data.Features[feature].Mean, ready.Data.Features[feature].Deviation));
        }

        var launched = (await shared.Silo.Ledger()).OfType<RunLaunched>().Single(e => e.Run == run);
        Assert.Equal(PrivacySchedule.MicroEpsilon(view.Plan, 1), launched.ReservedMicroEpsilon);
        Assert.InRange(launched.ReservedMicroEpsilon, (long)(0.99e6 * Epsilon), (long)(1e6 * Epsilon));
        Assert.All(shared.Nodes, node => Assert.Contains("\"noised\"", File.ReadAllText(Path.Combine(node.Directory, "privacy.jsonl")), StringComparison.Ordinal));
        await Fed(0, "run", "launch", At("noised-ready.json"), "--run", "trained-privately");
        Assert.Equal(RunOutcome.Completed, (await shared.Silo.Ended(RunId.Parse("trained-privately"))).Outcome);
    }

    private static RunPlan Plan() => TinyData.Plan(2, 2) with { Data = TinyData.Plan(2, 2).Data with { Validation = new() { Fraction = 0.2 } } };

    private string At(string name) => Path.Combine(shared.Silo.Directory, name);

    private async Task<(RunPlan Ready, string Output)> Standardise(RunPlan plan, string run, params string[] more)
    {
        await File.WriteAllBytesAsync(At($"{run}.json"), RunPlanFile.Canonical(plan));
        var output = await Fed(0, ["query", "standardise", At($"{run}.json"), "--out", At($"{run}-ready.json"), "--run", run, .. more]);
        return (RunPlanFile.Parse(await File.ReadAllTextAsync(At($"{run}-ready.json"))), output);
    }

    private async Task<string> Fed(int expected, params string[] arguments)
    {
        var (code, output) = await Program.Run(Programs.Console, [.. arguments, "--credentials", shared.Silo.CredentialsFile]);
        Assert.True(code == expected, output);
        return output;
    }

    public sealed class Federation : IAsyncLifetime
    {
        public const int Rows = 2000;

        private readonly List<double[]> _rows = [];

        public TestFederation Silo { get; private set; } = null!;

        public IReadOnlyList<NodeProcess> Nodes { get; private set; } = [];

        public async Task InitializeAsync()
        {
            Silo = await TestFederation.Start();
            var nodes = new List<NodeProcess>();
            for (var number = 1; number <= 2; number++)
            {
                var node = await NodeProcess.Enrol(Silo, $"hospital-{number}", number);
                await File.WriteAllTextAsync(Path.Combine(node.Directory, "data.csv"), Csv(number));
                node.LiftCeilings();
                AllowOpenQueries(node);
                node.Start();
                nodes.Add(node);
            }

            Nodes = nodes;
        }

        /// <summary>Mean and deviation of a feature over both partners' rows, counted here.</summary>
        public (double Mean, double Deviation) Pooled(int feature)
        {
            var mean = _rows.Average(row => row[feature]);
            return (mean, Math.Sqrt(_rows.Average(row => Math.Pow(row[feature] - mean, 2))));
        }

        public async Task DisposeAsync()
        {
            foreach (var node in Nodes)
                await node.DisposeAsync();
            await Silo.DisposeAsync();
        }

        /// <summary>The one has low and narrow values, the other high and wide ones.</summary>
        private string Csv(int number)
        {
            var random = new SeededRandom((ulong)number);
            var csv = new StringBuilder("f0,f1,f2,f3,label\n");
            for (var row = 0; row < Rows; row++)
            {
                double[] values = [.. Enumerable.Range(0, 4).Select(_ => Math.Round((number == 1 ? -3 : 0) + (number * 1.5 * random.NextDouble()), 4))];
                _rows.Add(values);
                csv.Append(CultureInfo.InvariantCulture, $"{string.Join(',', values.Select(value => value.ToString(CultureInfo.InvariantCulture)))},{(values[0] + values[1] > -1 ? "yes" : "no")}\n");
            }

            return csv.ToString();
        }

        private static void AllowOpenQueries(NodeProcess node)
        {
            var file = Path.Combine(node.Directory, "node.json");
            var json = JsonNode.Parse(File.ReadAllText(file))!;
            json["ceilings"]!["allowedQueryModes"] = new JsonArray("none", "record-central");
            File.WriteAllText(file, json.ToJsonString());
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Queries;
using Federated.Domain.Rounds;
using Federated.EndToEnd.Processes;
using Federated.Protocol;
using Federated.Protocol.Runs;

namespace Federated.EndToEnd;

/// <summary>A query with real processes: three partners' CSV files, one noised answer, one charge everywhere.</summary>
public sealed class QueryTests(PrivateRunTests.Federation shared) : IClassFixture<PrivateRunTests.Federation>
{
    private const double Low = -3;
    private const double High = 2;
    private static readonly double[] Edges = [-3, -1, 0, 1, 3];

    [Fact]
    public async Task Query_OfThreePartners_IsAnsweredNearTheTruthChargedAndAuditable()
    {
        var plan = Plan();
        var file = Path.Combine(shared.Silo.Directory, "query.json");
        await File.WriteAllBytesAsync(file, RunPlanFile.Canonical(plan));

        await Fed("query", "launch", file, "--run", "asked");
        var shown = await Fed("query", "show", "asked", "--wait");

        var run = RunId.Parse("asked");
        var answer = await Answer(run, plan);
        Assert.Equal(3, answer.Partners);
        // Six standard errors each: fails by chance once in 5e7. What a sum cuts off is cut off in the truth too.
        Assert.All(answer.Figures.Zip(Truth()), pair => Assert.InRange(Math.Abs(pair.First.Value - pair.Second), 0, 6 * pair.First.Deviation));
        Assert.Contains(answer.Figures.Zip(Truth()), pair => pair.First.Value != pair.Second);
        Assert.Contains("answered:          3 of 3 partners", shown, StringComparison.Ordinal);
        Assert.Contains("0 to below 1", shown, StringComparison.Ordinal);
        var entries = (await shared.Silo.Ledger()).Where(e => e.RunOrNull == run).ToList();
        Assert.Equal(PrivacySchedule.MicroEpsilon(plan, 1), entries.OfType<RunLaunched>().Single().ReservedMicroEpsilon);
        Assert.Equal(PrivacySchedule.MicroEpsilon(plan, 1), entries.OfType<RoundSealed>().Single().SpendMicroEpsilon);
        Assert.Contains("The ledger agrees with the recomputation.", await Fed("privacy", "audit", "asked"), StringComparison.Ordinal);
        Assert.All(shared.Nodes, node =>
        {
            Assert.Contains("7 totals of", node.Program.Output, StringComparison.Ordinal);
            Assert.Contains("\"asked\"", File.ReadAllText(Path.Combine(node.Directory, "privacy.jsonl")), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Query_BeyondOnePartnersCeiling_IsAnsweredWithoutIt()
    {
        var frugal = shared.Nodes[2];
        await frugal.Program.Kill();
        Ceiling(frugal, 0.01);
        frugal.Start();
        try
        {
            var run = (await shared.Silo.Launch(Plan() with { RoundDeadlineSeconds = 10 })).Run;

            Assert.Equal(RunOutcome.Completed, (await shared.Silo.Ended(run)).Outcome);

            Assert.Equal(2, (await Answer(run, Plan())).Partners);
            var seal = (await shared.Silo.Ledger()).OfType<RoundSealed>().Single(s => s.Run == run);
            Assert.DoesNotContain(seal.Members, member => member.Partner.ToString() == frugal.Name);
            await Eventually.True(
                () => Task.FromResult(frugal.Program.Output.Contains($"declined: {ErrorCodes.BudgetExceeded}", StringComparison.Ordinal)), () => frugal.Program.Output);
        }
        finally
        {
            await frugal.Program.Kill();
            frugal.LiftCeilings();
            frugal.Start();
        }
    }

    private RunPlan Plan() => new()
    {
        Name = "query",
        Query = new()
        {
            Statistics =
            [
                new() { Kind = StatisticPlan.Labels },
                new() { Kind = StatisticPlan.Sum, Column = "f0", Minimum = Low, Maximum = High },
                new() { Kind = StatisticPlan.Histogram, Column = "f1", Edges = [.. Edges] },
            ],
        },
        Data = new() { Label = "label", Classes = ["no", "yes"] },
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, NoiseMultiplier = 4,
            PartnerExamples = shared.Nodes.Select((node, i) => (node.Name, Rows: (long)TinyData.Rows(i + 1))).ToImmutableSortedDictionary(n => n.Name, n => n.Rows),
        },
        Cohort = new() { Size = shared.Nodes.Count, Quorum = shared.Nodes.Count },
        Rounds = 1,
    };

    /// <summary>The same statistics, counted here from the partners' files.</summary>
    private static double[] Truth()
    {
        var rows = Enumerable.Range(1, 3).SelectMany(seed => TinyData.Csv(seed).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)).Select(line => line.Split(',')).ToList();
        double Number(string[] row, int column) => double.Parse(row[column], CultureInfo.InvariantCulture);
        return
        [
            rows.Count(row => row[4] == "no"),
            rows.Count(row => row[4] == "yes"),
            rows.Sum(row => Math.Clamp(Number(row, 0), Low, High)),
            .. Enumerable.Range(0, Edges.Length - 1).Select(bin => (double)rows.Count(row => Number(row, 1) >= Edges[bin]
                && (Number(row, 1) < Edges[bin + 1] || (bin == Edges.Length - 2 && Number(row, 1) == Edges[^1])))),
        ];
    }

    private async Task<QueryAnswer> Answer(RunId run, RunPlan plan) =>
        QueryAnswer.Read(plan, await shared.Silo.Console.GetByteArrayAsync(Routes.Model((await shared.Silo.Ended(run)).Model)));

    private async Task<string> Fed(params string[] arguments)
    {
        var (code, output) = await Program.Run(Programs.Console, [.. arguments, "--credentials", shared.Silo.CredentialsFile]);
        Assert.True(code == 0, output);
        return output;
    }

    private static void Ceiling(NodeProcess node, double epsilon)
    {
        var file = Path.Combine(node.Directory, "node.json");
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        json["ceilings"]!["maxEpsilonPerRecord"] = epsilon;
        File.WriteAllText(file, json.ToJsonString());
    }
}

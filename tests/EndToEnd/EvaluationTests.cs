using System.Globalization;
using System.Text.Json.Nodes;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Queries;
using Federated.Domain.Rounds;
using Federated.EndToEnd.Processes;
using Federated.Protocol.Runs;

namespace Federated.EndToEnd;

/// <summary>A model measured on three partners' records with real processes, held against the same model measured on the pool of them.</summary>
public sealed class EvaluationTests(EvaluationTests.Federation shared) : IClassFixture<EvaluationTests.Federation>
{
    [Fact]
    public async Task Evaluation_WithoutNoise_IsThePooledOneWithSubgroupsAndSpread()
    {
        var federated = await Json(
            "evaluate", shared.Model.ToString()[..12], "--mode", "none", "--subgroup", "sex=f,m", "--subgroup-edges", "f0=-4,0,4",
            "--spread", "accuracy", "--spread", "loss", "--run", "measured", "--json");
        var pooled = await Central("pooled", shared.Rows);

        Assert.Equal(3, federated["partners"]!.GetValue<int>());
        Same(pooled, federated["overall"]!);
        Same(await Central("women", shared.Rows.Where(row => row.EndsWith(",f", StringComparison.Ordinal))), federated["subgroups"]!["sex"]!["f"]!);
        Same(await Central("men", shared.Rows.Where(row => row.EndsWith(",m", StringComparison.Ordinal))), federated["subgroups"]!["sex"]!["m"]!);
        Same(await Central("low", shared.Rows.Where(row => double.Parse(row.Split(',')[0], CultureInfo.InvariantCulture) < 0)), federated["subgroups"]!["f0"]!["-4 to below 0"]!);
        foreach (var metric in (string[])["accuracy", "loss"])
        {
            var own = new List<double>();
            for (var partner = 0; partner < 3; partner++)
                own.Add((await Central($"partner-{partner}", shared.Data[partner]))["metrics"]![metric]!.GetValue<double>());
            var spread = federated["spread"]![metric]!;
            Assert.Equal(3, spread["partners"]!.GetValue<int>());
            Assert.Equal(own.Average(), spread["mean"]!.GetValue<double>(), 1e-5);
            Assert.Equal(Math.Sqrt(own.Average(v => Math.Pow(v - own.Average(), 2))), spread["deviation"]!.GetValue<double>(), 1e-3);
            Assert.InRange(own.Min(), spread["low"]!.GetValue<double>() - 1e-5, own.Max());
            Assert.InRange(spread["high"]!.GetValue<double>(), own.Max() - 1e-5, double.MaxValue);
        }

        var shown = await Fed("query", "show", "measured");
        Assert.Contains("spread between partners", shown, StringComparison.Ordinal);
        Assert.Contains("NOT differentially private", shown, StringComparison.Ordinal);
        // The run's base is the model that was measured, for whoever verifies the ledger.
        Assert.Equal(shared.Model, (await shared.Silo.Ledger()).OfType<RunLaunched>().Single(e => e.Run == RunId.Parse("measured")).InitialModel);
        Assert.True((await shared.Silo.Verify()).Valid);
    }

    [Fact]
    public async Task Evaluation_OfAModelWithAValidationSplit_MeasuresWhatWasKeptOut()
    {
        var plan = shared.Plan with { Name = "kept-out", Data = shared.Plan.Data with { Validation = new() { Fraction = 0.3 } } };
        var trained = await shared.Silo.Ended((await shared.Silo.Launch(plan)).Run);

        var first = await Json("evaluate", trained.Run.ToString(), "--mode", "none", "--metric", "confusion", "--json");
        var second = await Json("evaluate", trained.Model.ToString(), "--mode", "none", "--metric", "confusion", "--json");

        Assert.InRange(first["overall"]!["examples"]!.GetValue<double>(), 1, shared.Rows.Count() - 1);
        Assert.True(JsonNode.DeepEquals(first["overall"], second["overall"]));
        Assert.All(shared.Nodes, node => Assert.Contains("examples that are kept out of training", node.Program.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Evaluation_Private_IsNoisedChargedAndAuditable()
    {
        var plan = Private(new() { Metrics = [EvaluationPlan.Accuracy, EvaluationPlan.Loss], LossMaximum = 4 });

        var figures = await Json("evaluate", shared.Model.ToString(), "--plan", Write("private", plan), "--run", "charged", "--json");

        var (examples, error) = (figures["overall"]!["examples"]!.GetValue<double>(), figures["overall"]!["standardErrors"]!["examples"]!.GetValue<double>());
        Assert.Equal(QueryScale.Of(plan).Deviation, error, 1e-9);
        Assert.NotEqual(shared.Rows.Count(), examples);
        // Six standard errors: fails by chance once in 5e8.
        Assert.InRange(Math.Abs(examples - shared.Rows.Count()), 0, 6 * error);
        var entries = (await shared.Silo.Ledger()).Where(e => e.RunOrNull == RunId.Parse("charged")).ToList();
        Assert.Equal(PrivacySchedule.MicroEpsilon(plan, 1), entries.OfType<RunLaunched>().Single().ReservedMicroEpsilon);
        Assert.Equal(PrivacySchedule.MicroEpsilon(plan, 1), entries.OfType<RoundSealed>().Single().SpendMicroEpsilon);
        Assert.Contains("The ledger agrees with the recomputation.", await Fed("privacy", "audit", "charged"), StringComparison.Ordinal);
        Assert.All(shared.Nodes, node => Assert.Contains("\"charged\"", File.ReadAllText(Path.Combine(node.Directory, "privacy.jsonl")), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Evaluation_ThatCannotBe_IsRefusedBeforeAnythingIsMeasured()
    {
        var exact = Private(new() { Metrics = [EvaluationPlan.Accuracy] }) with { Privacy = new() { Mode = PrivacyPlan.None } };
        var runs = (await shared.Silo.Ledger()).OfType<RunLaunched>().Count();

        var unknown = exact with { Model = exact.Model with { Initial = ContentHash.Of("nobody's"u8) } };
        Assert.StartsWith(ErrorCodes.ModelUnknown.ToString(), await Refused("query", "launch", Write("unknown", unknown)), StringComparison.Ordinal);
        var other = exact with { Model = exact.Model with { Hidden = [8] } };
        Assert.StartsWith(ErrorCodes.TrackMismatch.ToString(), await Refused("query", "launch", Write("other", other)), StringComparison.Ordinal);
        Assert.StartsWith(ErrorCodes.UsageInvalid.ToString(), await Refused("evaluate", shared.Model.ToString(), "--plan", Write("unknown", unknown)), StringComparison.Ordinal);
        var spread = Write("exact-spread", exact with { Query = new() { Evaluation = new() { Metrics = [EvaluationPlan.Accuracy], Spread = [EvaluationPlan.Accuracy] } } });
        var text = await File.ReadAllTextAsync(spread);
        await File.WriteAllTextAsync(spread, text.Replace(
            "\"privacy\":{\"mode\":\"none\"}",
            "\"privacy\":{\"delta\":1e-05,\"mode\":\"record-central\",\"noiseMultiplier\":4,\"partnerExamples\":{\"hospital-1\":70,\"hospital-2\":80,\"hospital-3\":90}}", StringComparison.Ordinal));
        Assert.StartsWith(ErrorCodes.PlanIncompatible.ToString(), await Refused("query", "launch", spread), StringComparison.Ordinal);

        Assert.Equal(runs, (await shared.Silo.Ledger()).OfType<RunLaunched>().Count());
    }

    [Fact]
    public async Task Evaluation_ByAColumnThatNobodyHas_IsDeclinedByTheNodes()
    {
        var plan = Private(new() { Metrics = [EvaluationPlan.Accuracy], Subgroups = [new() { Column = "blood", Values = ["0", "A"] }] }) with
        {
            Privacy = new() { Mode = PrivacyPlan.None }, RoundDeadlineSeconds = 5, GraceSeconds = 1,
        };

        var run = (await shared.Silo.Launch(plan)).Run;

        Assert.Equal(RunOutcome.Failed, (await shared.Silo.Ended(run)).Outcome);
        Assert.All(shared.Nodes, node => Assert.Contains($"declined: {ErrorCodes.DataMismatch}", node.Program.Output, StringComparison.Ordinal));
        Assert.Empty((await shared.Silo.Ledger()).OfType<RoundCommitted>().Where(e => e.Run == run));
    }

    private static void Same(JsonNode central, JsonNode federated)
    {
        Assert.True(JsonNode.DeepEquals(central["confusion"], federated["confusion"]), $"{central}\n{federated}");
        Assert.Equal(central["examples"]!.GetValue<double>(), federated["examples"]!.GetValue<double>());
        Assert.Equal(Metric(central, "accuracy"), Metric(federated, "accuracy"), 1e-12);
        Assert.Equal(Metric(central, "f1-macro"), Metric(federated, "f1-macro"), 1e-12);
        // Examples go through the model one by one there and in batches here, which may round the last bits otherwise.
        Assert.Equal(Metric(central, "loss"), Metric(federated, "loss"), 1e-5);
        // Scores are put in a hundred bins there.
        Assert.Equal(Metric(central, "auc"), Metric(federated, "auc"), 0.03);
    }

    private static double Metric(JsonNode figures, string name) => figures["metrics"]![name]!.GetValue<double>();

    private RunPlan Private(EvaluationPlan evaluation) => new()
    {
        Name = "evaluation",
        Model = shared.Plan.Model with { Initial = shared.Model },
        Data = shared.Plan.Data,
        Query = new() { Evaluation = evaluation },
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, NoiseMultiplier = 4,
            PartnerExamples = System.Collections.Immutable.ImmutableSortedDictionary<string, long>.Empty
                .AddRange(shared.Nodes.Select((node, i) => KeyValuePair.Create(node.Name, (long)TinyData.Rows(i + 1)))),
        },
        Cohort = new() { Size = 3, Quorum = 3 },
        Rounds = 1,
    };

    private string Write(string name, RunPlan plan)
    {
        var file = Path.Combine(shared.Silo.Directory, name + ".json");
        File.WriteAllBytes(file, RunPlanFile.Canonical(plan));
        return file;
    }

    /// <summary>The same model on some rows, measured by the coordinator.</summary>
    private async Task<JsonNode> Central(string name, IEnumerable<string> rows)
    {
        var file = Path.Combine(shared.Silo.Directory, name + ".csv");
        await File.WriteAllLinesAsync(file, rows.Prepend(Federation.Header));
        return await Json("model", "evaluate", shared.Model.ToString(), "--test-csv", file, "--json");
    }

    private async Task<JsonNode> Json(params string[] arguments) => JsonNode.Parse(await Fed(arguments))!;

    private async Task<string> Fed(params string[] arguments)
    {
        var (code, output) = await Program.Run(Programs.Console, [.. arguments, "--credentials", shared.Silo.CredentialsFile]);
        Assert.True(code == 0, $"fed {string.Join(' ', arguments)} exited with {code}:\n{output}\n{string.Join('\n', shared.Nodes.Select(n => n.Program.Output))}");
        return output;
    }

    private async Task<string> Refused(params string[] arguments)
    {
        var (code, output) = await Program.Run(Programs.Console, [.. arguments, "--credentials", shared.Silo.CredentialsFile]);
        Assert.True(code == 1, $"fed {string.Join(' ', arguments)} exited with {code}, wanted 1:\n{output}");
        return output;
    }

    /// <summary>Three partners whose files have a column that is no feature, and a model that they trained.</summary>
    public sealed class Federation : IAsyncLifetime
    {
        public const string Header = "f0,f1,f2,f3,label,sex";

        private readonly List<NodeProcess> _nodes = [];

        public TestFederation Silo { get; private set; } = null!;

        public IReadOnlyList<NodeProcess> Nodes => _nodes;

        /// <summary>Every partner's rows.</summary>
        public List<string[]> Data { get; } = [];

        public IEnumerable<string> Rows => Data.SelectMany(rows => rows);

        public RunPlan Plan { get; } = TinyData.Plan(cohort: 3, rounds: 2);

        public ContentHash Model { get; private set; }

        public async Task InitializeAsync()
        {
            Silo = await TestFederation.Start();
            for (var number = 1; number <= 3; number++)
            {
                var node = await NodeProcess.Enrol(Silo, $"hospital-{number}", number);
                var file = Path.Combine(node.Directory, "data.csv");
                Data.Add([.. (await File.ReadAllLinesAsync(file)).Skip(1).Select((row, i) => $"{row},{(i % 3) switch { 0 => "f", 1 => "m", _ => "x" }}")]);
                await File.WriteAllLinesAsync(file, Data[^1].Prepend(Header));
                node.LiftCeilings();
                var settings = Path.Combine(node.Directory, "node.json");
                var json = JsonNode.Parse(await File.ReadAllTextAsync(settings))!;
                json["ceilings"]!["allowedQueryModes"] = new JsonArray(PrivacyPlan.None, PrivacyPlan.RecordCentral);
                await File.WriteAllTextAsync(settings, json.ToJsonString());
                node.Start();
                _nodes.Add(node);
            }

            var trained = await Silo.Ended((await Silo.Launch(Plan)).Run);
            Model = trained.Model;
        }

        public async Task DisposeAsync()
        {
            foreach (var node in _nodes)
                await node.DisposeAsync();
            await Silo.DisposeAsync();
        }
    }
}

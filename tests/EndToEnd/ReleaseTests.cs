using System.Text;
using System.Text.RegularExpressions;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.EndToEnd.Processes;
using Federated.Protocol.Runs;

namespace Federated.EndToEnd;

/// <summary>From a run to a released model and back, with real processes and the coordinator's own command line.</summary>
public sealed partial class ReleaseTests : IAsyncLifetime
{
    private readonly List<NodeProcess> _nodes = [];
    private TestFederation _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await TestFederation.Start();
        for (var number = 1; number <= 2; number++)
            _nodes.Add(await NodeProcess.Enrol(_silo, $"hospital-{number}", number));
        foreach (var node in _nodes)
            node.Start();
        // Rows that no partner has: made with a seed of their own.
        await File.WriteAllTextAsync(Path.Combine(_silo.Directory, "held-out.csv"), TinyData.Csv(77));
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _silo.DisposeAsync();
    }

    [Fact]
    public async Task AModel_EvaluatedRefusedImprovedReleasedAndRolledBack_VerifiesFromTheExport()
    {
        var plan = TinyData.Plan(_nodes.Count, rounds: 1);
        var weak = await Trained(plan with { Training = plan.Training with { LearningRate = 1e-9, LocalEpochs = 1 }, Strategy = new() });
        await Evaluate(weak);
        await Fed("model", "gate", "set", "--track", "tiny-mlp", "--metric", "accuracy", "--minimum", "0.9", "--reason", "agreed in the steering group");
        var refused = await Refused("model", "release", weak.ToString());
        Assert.Contains("FED-1702", refused, StringComparison.Ordinal);
        Assert.Contains("gate 'accuracy at least 0.9': got 0.", refused, StringComparison.Ordinal);

        var better = await Trained(plan with { Rounds = 8 }, "--from", weak.ToString()[..12]);
        await Evaluate(better);
        await Fed("model", "release", better.ToString()[..12], "--reason", "first release");
        await Fed("model", "gate", "set", "--track", "tiny-mlp", "--metric", "accuracy", "--drop", "0.5");
        var third = await Trained(plan with { Rounds = 1 }, "--from", "released");
        await Evaluate(third);
        await Fed("model", "release", third.ToString(), "--reason", "second release");
        Assert.Contains(third.ToString(), await Fed("model", "show", "released"), StringComparison.Ordinal);

        var rolledBack = await Fed("model", "rollback", "--track", "tiny-mlp", "--reason", "it drifts");

        Assert.Matches($"taken back: +{third}\\s+released: +{better}", rolledBack);
        var shown = await Fed("model", "show", third.ToString());
        Assert.Equal(3, LineageRow().Count(shown));
        Assert.Contains("it drifts", shown, StringComparison.Ordinal);
        Assert.Contains("all", await Fed("model", "diff", weak.ToString(), "released"), StringComparison.Ordinal);
        await Fed("model", "get", "released", "-o", Path.Combine(_silo.Directory, "released.safetensors"));
        Assert.Equal(better, ContentHash.Of(await File.ReadAllBytesAsync(Path.Combine(_silo.Directory, "released.safetensors"))));

        await Fed("model", "gc");
        foreach (var hash in (await _silo.Ledger()).OfType<RoundCommitted>().SelectMany(c => new[] { c.BaseModel, c.Model, c.ServerState }))
            Assert.True(File.Exists(Path.Combine(_silo.SiloData, "blobs", hash.ToString()[..2], hash.ToString())), $"the ledger names {hash}");
        var export = Path.Combine(_silo.Directory, "ledger.txt");
        await Fed("ledger", "export", export);
        await Fed("ledger", "verify", export);
        Assert.True((await _silo.Verify()).Valid);
    }

    [GeneratedRegex(@"^tiny-mlp-\d +0\.\.\d ", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LineageRow();

    /// <summary>Launches a plan by the command line and waits for its last model.</summary>
    private async Task<ContentHash> Trained(RunPlan plan, params string[] options)
    {
        var file = Path.Combine(_silo.Directory, "plan.json");
        await File.WriteAllTextAsync(file, Encoding.UTF8.GetString(RunPlanFile.Canonical(plan)));
        var launched = await Fed(["run", "launch", file, .. options]);
        var run = RunId.Parse(RunLine().Match(launched).Groups["run"].Value);
        var ended = await _silo.Ended(run);
        Assert.True(ended.Outcome == RunOutcome.Completed, string.Join('\n', _nodes.Select(n => n.Program.Output)));
        return ended.Model;
    }

    [GeneratedRegex(@"^run: +(?<run>\S+)", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RunLine();

    private Task<string> Evaluate(ContentHash model) =>
        Fed("model", "evaluate", model.ToString(), "--test-csv", Path.Combine(_silo.Directory, "held-out.csv"));

    private async Task<string> Fed(params string[] arguments)
    {
        var (code, output) = await Program.Run(Programs.Console, [.. arguments, "--credentials", _silo.CredentialsFile]);
        Assert.True(code == 0, $"fed {string.Join(' ', arguments)} exited with {code}:\n{output}");
        return output;
    }

    private async Task<string> Refused(params string[] arguments)
    {
        var (code, output) = await Program.Run(Programs.Console, [.. arguments, "--credentials", _silo.CredentialsFile]);
        Assert.True(code == 1, $"fed {string.Join(' ', arguments)} exited with {code}, wanted 1:\n{output}");
        return output;
    }
}

using System.Net.Http.Headers;
using System.Net.Http.Json;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.EndToEnd.Processes;
using Federated.Protocol;
using Federated.Protocol.Registry;
using Federated.Protocol.Runs;

namespace Federated.EndToEnd;

/// <summary>A model that was brought in, of which only a part is trained and travels, with real processes and a kill on the way.</summary>
public sealed class TransferRunTests(StrategyRunTests.Federation shared) : IClassFixture<StrategyRunTests.Federation>
{
    private const int Rounds = 4;

    [Fact]
    public async Task AdaptersOnAnImportedModel_TravelAlone_AndSurviveAKill()
    {
        var specification = Plan(null).Specification;
        var values = specification.InitialParameters(77);
        var imported = await Import("pretrained", ModelFile.Write(specification.Layout, values));
        var plan = Plan(new() { Base = imported.Model, Freeze = ["*"], Adapters = new() { Targets = ["layers.*.weight"], Rank = 1 } });
        Assert.Equal(1 * (4 + 3) + 1 * (3 + 2), plan.UploadLayout.ParameterCount);

        var first = await Complete(plan, (await shared.Silo.Launch(plan)).Run);
        await shared.Silo.StopSilo();
        await shared.Silo.StartSilo(killAt: "Computed:2");
        var run = (await shared.Silo.Launch(plan)).Run;
        await shared.Silo.Silo.Exit(TimeSpan.FromSeconds(120));
        await shared.Silo.StartSilo();
        var second = await Complete(plan, run);

        Assert.Equal(first.Model, second.Model);
        var adapters = ModelFile.Read(await Model(second.Model), plan.Layout);
        Assert.NotEqual(values, plan.Parts.Compose(values, adapters, []));
        Assert.Contains((await shared.Silo.Ledger()).OfType<ModelImported>(), entry => entry.Model == imported.Model && entry.Layout == specification.Layout.Hash);
    }

    [Fact]
    public async Task PersonalLayers_StayAtTheirPartners()
    {
        var plan = Plan(new() { Personal = ["layers.1.*"] });
        var run = (await shared.Silo.Launch(plan)).Run;

        var ended = await Complete(plan, run);

        Assert.Equal(["layers.0.weight", "layers.0.bias"], ModelFile.ReadHeader(await Model(ended.Model)).Tensors.Select(tensor => tensor.Name));
        var heads = new List<string>();
        foreach (var node in shared.Nodes)
        {
            var own = ModelFile.Read(await File.ReadAllBytesAsync(Path.Combine(node.Directory, "personal", $"{run}.{Rounds:000000}.safetensors")), plan.Specification.Layout);
            heads.Add(string.Join(',', own[^8..]));
        }

        Assert.Equal(heads.Count, heads.Distinct().Count());
    }

    [Fact]
    public async Task Launch_FromABaseThatTheLedgerDoesNotName_IsRefused_AndSoIsAModelOfNoNumbers()
    {
        var unknown = await shared.Silo.Console.PostAsJsonAsync(Routes.Runs, new LaunchRequest(Plan(new() { Base = ContentHash.Of([1]), Freeze = ["layers.0.*"] }), null), ProtocolJson.Options);
        Assert.Contains("FED-1306", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var specification = Plan(null).Specification;
        var values = specification.InitialParameters(1);
        values[3] = float.NaN;
        var broken = await Send("broken", ModelFile.Write(specification.Layout, values));
        Assert.Contains("FED-1505", await broken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain((await shared.Silo.Ledger()).OfType<ModelImported>(), entry => entry.Name == "broken");
    }

    private static RunPlan Plan(TransferPlan? transfer) => TinyData.Plan(cohort: 3, Rounds) with
    {
        Name = "transfer",
        Model = new() { Kind = "mlp", Inputs = 4, Hidden = [3], Outputs = 2, Seed = 5, Transfer = transfer },
        Training = new() { LearningRate = 0.5, BatchSize = 8, LocalEpochs = 2, Seed = 3 },
    };

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

    private async Task<ImportResponse> Import(string name, byte[] file)
    {
        var response = await Send(name, file);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<ImportResponse>(ProtocolJson.Options))!;
    }

    private async Task<HttpResponseMessage> Send(string name, byte[] file)
    {
        using var content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(ProtocolJson.Safetensors) } };
        return await shared.Silo.Console.PostAsync($"{Routes.Imports}?name={name}&source=a%20test", content);
    }

    private Task<byte[]> Model(ContentHash model) => shared.Silo.Console.GetByteArrayAsync(Routes.Model(model));
}

using System.Text.Json.Nodes;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Samples;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Tests;

public sealed class PlanCommandTests
{
    private static readonly string Plans = Path.Combine(SampleFolder.Locate("/"), "plans");

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Plans, "*.json").Select(path => Path.GetFileName(path))];

    public static TheoryData<string> Whole => [.. Directory.GetFiles(Plans, "*-fedavg.json").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task Check_SamplePlan_IsValid(string sample)
    {
        using var fed = new Fed();
        Assert.Equal(0, await fed.Run("plan", "check", Path.Combine(Plans, sample)));
        Assert.EndsWith("The plan is valid.\n", fed.Out, StringComparison.Ordinal);
        Assert.Contains(RunPlanFile.Hash(RunPlanFile.Parse(await File.ReadAllTextAsync(Path.Combine(Plans, sample)))).ToString(), fed.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wdbc.json")]
    [InlineData("fashion-mnist.json")]
    public async Task Check_PrivateTemplate_SaysThatTheAgreedExamplesAreMissing(string sample)
    {
        using var fed = new Fed();
        Assert.Equal(FedApplication.Failure, await fed.Run("plan", "check", Path.Combine(Plans, sample)));
        Assert.Contains("privacy.partnerExamples", fed.Error, StringComparison.Ordinal);
        var plan = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Plans, sample)))!.AsObject();
        plan["privacy"]!["partnerExamples"] = new JsonObject { ["a"] = 100, ["b"] = 100, ["c"] = 100, ["d"] = 100, ["e"] = 100 };
        Assert.Equal(0, await fed.Run("plan", "check", fed.Write("plan.json", plan.ToJsonString())));
    }

    [Theory]
    [InlineData("{", "FED-1002")]
    [InlineData("null", "FED-1002")]
    [InlineData("""{"surprise":1}""", "FED-1002")]
    [InlineData("""{"name":"x","model":{"kind":"logistic","inputs":1,"outputs":2},"privacy":{"mode":"none"},"cohort":{"size":1,"quorum":2},"rounds":1}""", "FED-1001")]
    [InlineData("""{"name":"x","model":{"kind":"logistic","inputs":1,"outputs":2},"privacy":{"mode":"record-central"},"cohort":{"size":1,"quorum":1},"rounds":1}""", "FED-1006")]
    public async Task Check_BadPlan_FailsWithTheCode(string text, string code)
    {
        using var fed = new Fed();
        Assert.Equal(FedApplication.Failure, await fed.Run("plan", "check", fed.Write("plan.json", text)));
        Assert.StartsWith(code + ": ", fed.Error, StringComparison.Ordinal);
        Assert.Empty(fed.Out);
    }

    [Fact]
    public async Task Check_MissingFile_FailsWithTheCode()
    {
        using var fed = new Fed();
        Assert.Equal(FedApplication.Failure, await fed.Run("plan", "check", "nowhere.json"));
        Assert.StartsWith("FED-1002: ", fed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_Printed_DescribesEveryMemberAndForbidsOthers()
    {
        using var fed = new Fed();
        Assert.Equal(0, await fed.Run("plan", "schema"));
        var schema = JsonNode.Parse(fed.Out)!.AsObject();
        Assert.False(schema["additionalProperties"]!.GetValue<bool>());
        Assert.Equal(["cohort", "name", "privacy", "rounds"], schema["required"]!.AsArray().Select(name => name!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal("""[{"required":["model"]},{"required":["query"]}]""", schema["anyOf"]!.ToJsonString());
        Assert.Equal(RunPlan.CurrentSchema, schema["properties"]!["schema"]!["const"]!.GetValue<string>());
        Assert.All(schema["properties"]!.AsObject(), member => Assert.NotNull(member.Value!["description"]));
        Assert.Equal(["relu", "tanh", "sigmoid", "gelu", "leaky-relu", "silu", "elu"], schema["properties"]!["model"]!["properties"]!["activation"]!["enum"]!.AsArray().Select(value => value!.GetValue<string>()));
        foreach (var layer in Federated.Domain.Models.Layers.Layer.Kinds)
            Assert.Contains($"\"{layer}\"", fed.Out, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Schema_SamplePlan_UsesOnlyMembersOfIt(string sample)
    {
        using var fed = new Fed();
        await fed.Run("plan", "schema");
        var properties = JsonNode.Parse(fed.Out)!["properties"]!.AsObject();
        var plan = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Plans, sample)))!.AsObject();
        Assert.All(plan, member => Assert.True(properties.ContainsKey(member.Key), member.Key));
    }
}

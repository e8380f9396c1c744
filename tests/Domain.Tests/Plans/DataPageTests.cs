using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Federated.Domain.Plans;

namespace Federated.Domain.Tests.Plans;

/// <summary>The examples of docs/data.md are plans, but for what every plan has.</summary>
public sealed partial class DataPageTests
{
    public static TheoryData<string> Examples => [.. Blocks().Matches(File.ReadAllText(Page())).Select(match => match.Groups["json"].Value)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_WithWhatEveryPlanHas_IsAPlan(string example)
    {
        var json = JsonNode.Parse(example)!.AsObject();
        (json["name"], json["rounds"]) = ("page", 1);
        json["privacy"] = new JsonObject { ["mode"] = "none" };
        json["cohort"] = new JsonObject { ["size"] = 2, ["quorum"] = 2 };

        var plan = RunPlanFile.Parse(json.ToJsonString());

        Assert.NotEqual(new DataPlan(), plan.Data);
    }

    [Fact]
    public void Page_HasAnExampleOfEverySection() => Assert.All(
        typeof(DataPlan).GetProperties().Where(property => property.CanWrite && property.Name is not ("FeatureMap" or "Offset" or "Scale" or "Unlabelled")),
        property => Assert.Contains($"\"{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}\":", File.ReadAllText(Page()), StringComparison.Ordinal));

    [GeneratedRegex("```json\n(?<json>.*?)```", RegexOptions.Singleline, 1000)]
    private static partial Regex Blocks();

    private static string Page()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var page = Path.Combine(at.FullName, "docs", "data.md");
            if (File.Exists(page))
                return page;
        }

        throw new InvalidOperationException("No docs/data.md above the tests.");
    }
}

using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Queries;

namespace Federated.Domain.Tests.Queries;

public sealed class QueryRulesTests
{
    private const string Text = """
        {"name":"q","data":{"classes":["no","yes"]},
         "query":{"statistics":[{"kind":"count"},{"kind":"labels"},
           {"kind":"sum","column":"age","minimum":0,"maximum":120},{"kind":"histogram","name":"ages","column":"age","edges":[0,40,120]}]},
         "privacy":{"mode":"record-central","delta":1e-5,"noiseMultiplier":2,"partnerExamples":{"ann":100}},"cohort":{"size":1,"quorum":1},"rounds":1}
        """;

    [Fact]
    public void Check_QueryOfEveryKind_IsAdmittedInRecordCentralAndInNone()
    {
        RunPlanRules.Check(QueryPlans.Plan);
        RunPlanRules.Check(QueryPlans.Unnoised(QueryPlans.Plan));
        Assert.Equal(4, RunPlanFile.Parse(Text).Query!.Statistics.Length);
    }

    [Theory]
    [InlineData("\"rounds\":1", "\"rounds\":2", "rounds")]
    [InlineData("\"rounds\":1", "\"rounds\":1,\"model\":{\"kind\":\"logistic\",\"inputs\":1,\"outputs\":2}", "model")]
    [InlineData("\"rounds\":1", "\"rounds\":1,\"training\":{\"batchSize\":7}", "training")]
    [InlineData("\"rounds\":1", "\"rounds\":1,\"strategy\":{\"kind\":\"server-sgd\"}", "strategy")]
    [InlineData("\"rounds\":1", "\"rounds\":1,\"maxExamples\":7", "maxExamples")]
    [InlineData("\"rounds\":1", "\"rounds\":1,\"codec\":{\"update\":[\"int8\"]}", "codec")]
    [InlineData("\"rounds\":1", "\"rounds\":1,\"coordinateBound\":7", "coordinateBound")]
    [InlineData("\"data\":{", "\"data\":{\"scale\":2,", "data")]
    [InlineData("[{\"kind\":\"count\"}", "[null,{\"kind\":\"count\"}", "query.statistics[0]")]
    [InlineData("[{\"kind\":\"count\"}", "[{\"kind\":\"median\",\"column\":\"age\"}", "query.statistics[0]")]
    [InlineData("[{\"kind\":\"count\"}", "[{\"kind\":\"count\",\"column\":\"sex\"}", "query.statistics[0]")]
    [InlineData("[{\"kind\":\"count\"}", "[{\"kind\":\"count\",\"minimum\":1}", "query.statistics[0]")]
    [InlineData("[{\"kind\":\"count\"}", "[{\"kind\":\"count\",\"column\":\"sex\",\"equals\":\" f\"}", "query.statistics[0].equals")]
    [InlineData("[{\"kind\":\"count\"}", "[{\"kind\":\"labels\",\"name\":\"sum.age\"}", "query.statistics[2]")]
    [InlineData("\"classes\":[\"no\",\"yes\"]", "\"classes\":[]", "query.statistics[1]")]
    [InlineData("\"classes\":[\"no\",\"yes\"]", "\"classes\":[\"no\",null]", "data.classes")]
    [InlineData("\"classes\":[\"no\",\"yes\"]", "\"classes\":[\"no\",\"no\"]", "data.classes")]
    [InlineData("\"minimum\":0,", "", "query.statistics[2]")]
    [InlineData("\"maximum\":120", "\"maximum\":0", "query.statistics[2]")]
    [InlineData("\"maximum\":120", "\"maximum\":1e16", "query.statistics[2]")]
    [InlineData("\"edges\":[0,40,120]", "\"edges\":[0,40,40]", "query.statistics[3].edges")]
    [InlineData("\"edges\":[0,40,120]", "\"edges\":[0]", "query.statistics[3].edges")]
    [InlineData("\"edges\":[0,40,120]", "\"edges\":[0,40],\"values\":[\"a\"]", "query.statistics[3]")]
    [InlineData("\"edges\":[0,40,120]", "\"values\":[\"a\",\"a \"]", "query.statistics[3].values")]
    [InlineData("\"edges\":[0,40,120]", "\"values\":[]", "query.statistics[3].values")]
    public void Parse_QueryThatMakesNoSense_NamesTheMember(string from, string to, string member)
    {
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(Text.Replace(from, to, StringComparison.Ordinal)));

        Assert.Equal(ErrorCodes.PlanInvalid, refusal.Code);
        Assert.StartsWith($"In the plan, {member}", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"record-central\"", "\"record-local\"", "query must be absent")]
    [InlineData("\"record-central\"", "\"partner-central\"", "query must be absent")]
    [InlineData("\"record-central\"", "\"none\"", "privacy must be")]
    [InlineData("\"delta\":1e-5", "\"delta\":1e-5,\"clipNorm\":1", "privacy.clipNorm must be absent")]
    [InlineData("\"delta\":1e-5", "\"delta\":1e-5,\"samplingRate\":0.5", "privacy.samplingRate must be absent")]
    [InlineData("\"delta\":1e-5", "\"delta\":1e-5,\"projection\":1", "privacy.projection must be absent")]
    [InlineData("{\"ann\":100}", "{\"ann\":100,\"bob\":5}", "cohort.size must be")]
    [InlineData("{\"ann\":100}", "{\"ann\":0}", "privacy.partnerExamples must be")]
    [InlineData("\"noiseMultiplier\":2", "\"noiseMultiplier\":0.01", "privacy.noiseMultiplier must be")]
    [InlineData("\"delta\":1e-5,", "", "privacy.delta must be")]
    public void Parse_QueryThatItsModeDoesNotAdmit_SaysWhy(string from, string to, string what)
    {
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(Text.Replace(from, to, StringComparison.Ordinal)));

        Assert.Equal(ErrorCodes.PlanIncompatible, refusal.Code);
        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("because", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NeitherModelNorQuery_IsRefused()
    {
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(
            """{"name":"x","privacy":{"mode":"none"},"cohort":{"size":1,"quorum":1},"rounds":1}"""));

        Assert.Equal(ErrorCodes.PlanInvalid, refusal.Code);
    }

    [Fact]
    public void Canonical_OfAQuery_HoldsNothingOfTrainingAndReadsBackEqual()
    {
        var canonical = System.Text.Encoding.UTF8.GetString(RunPlanFile.Canonical(QueryPlans.Plan));

        foreach (var absent in (string[])["model", "training", "strategy", "coordinateBound", "maxExamples", "clipNorm"])
            Assert.DoesNotContain($"\"{absent}\"", canonical, StringComparison.Ordinal);
        var back = RunPlanFile.Parse(canonical);
        Assert.Equal(QueryPlans.Plan.Query, back.Query);
        Assert.Equal(RunPlanFile.Hash(QueryPlans.Plan), RunPlanFile.Hash(back));
    }

    [Fact]
    public void Hash_OfAPlanThatTrains_IsWhatItWasBeforeThereWereQueries() => Assert.Equal(
        ContentHash.Parse("25fa9fda4fbfd99c76d1a0e3a866957d390189545d91850c812c55af071f27fe"),
        RunPlanFile.Hash(RunPlanFile.Parse(
            """{"name":"tiny","model":{"kind":"logistic","inputs":4,"outputs":2},"privacy":{"mode":"none"},"cohort":{"size":3,"quorum":2},"rounds":5}""")));

    [Fact]
    public void Layout_OfAQuery_HasATensorForEveryStatisticAndThreeDigitsInTheUpload()
    {
        Assert.Equal(
            ["patients []", "count.sex.f []", "sum.age []", "sum.change []", "ages [3]", "histogram.blood [4]", "labels [2]"],
            QueryPlans.Plan.Layout.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal(3 * 13, QueryPlans.Plan.UploadLayout.ParameterCount);
        Assert.Equal<int>([3, 4], QueryPlans.Plan.UploadLayout.Tensors[5].Shape);
    }

    [Fact]
    public void Names_OfBins_SayWhichEdgeBelongs() =>
        Assert.Equal<string>(["0 to below 20", "20 to below 40", "40 to 120"], QueryBins.Names(QueryPlans.Ages, []));
}

using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Queries;

namespace Federated.Domain.Tests.Queries;

public sealed class EvaluationRulesTests
{
    private const string Text = """
        {"name":"e","model":{"kind":"logistic","inputs":2,"outputs":2,"initial":"9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4"},
         "data":{"features":[{"name":"a","minimum":0,"maximum":1},{"name":"b","minimum":0,"maximum":1}],"label":"ill","classes":["no","yes"]},
         "query":{"evaluation":{"metrics":["accuracy","loss"],"subgroups":[{"column":"sex","values":["f","m"]}],"spread":["accuracy"]}},
         "privacy":{"mode":"none"},"cohort":{"size":3,"quorum":3},"rounds":1}
        """;

    [Fact]
    public void Parse_Evaluation_ReadsBackEqualAndHoldsNothingOfTraining()
    {
        var plan = RunPlanFile.Parse(Text);

        Assert.Equal(EvaluationPlan.DefaultLossMaximum, QueryStatistic.Of(plan).Single(s => s.Title == "loss").Bound);
        Assert.Equal(
            ["examples", "correct", "loss", "examples.by.sex", "correct.by.sex", "loss.by.sex", "spread.accuracy", "spread.accuracy.squared", "spread.accuracy.partners"],
            QueryStatistic.Of(plan).Select(s => s.Title));
        var canonical = System.Text.Encoding.UTF8.GetString(RunPlanFile.Canonical(plan));
        foreach (var absent in (string[])["training", "strategy", "coordinateBound", "maxExamples"])
            Assert.DoesNotContain($"\"{absent}\"", canonical, StringComparison.Ordinal);
        Assert.Equal(plan.Query, RunPlanFile.Parse(canonical).Query);
        Assert.Equal(RunPlanFile.Hash(plan), RunPlanFile.Hash(RunPlanFile.Parse(canonical)));
    }

    [Fact]
    public void Canonical_OfAQueryOfStatistics_IsWhatItWasBeforeThereWereEvaluations() =>
        Assert.DoesNotContain("evaluation", System.Text.Encoding.UTF8.GetString(RunPlanFile.Canonical(QueryPlans.Plan)), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"metrics\":[\"accuracy\",\"loss\"]", "\"metrics\":[]", "query.evaluation.metrics")]
    [InlineData("\"metrics\":[\"accuracy\",\"loss\"]", "\"metrics\":[\"accuracy\",\"accuracy\"]", "query.evaluation.metrics")]
    [InlineData("\"metrics\":[\"accuracy\",\"loss\"]", "\"metrics\":[\"accuracy\",\"rmse\"]", "query.evaluation.metrics")]
    [InlineData("\"metrics\":[\"accuracy\",\"loss\"]", "\"metrics\":[\"loss\"]", "query.evaluation.spread")]
    [InlineData("\"metrics\":[\"accuracy\",\"loss\"]", "\"scoreBins\":9,\"metrics\":[\"accuracy\"]", "query.evaluation.scoreBins")]
    [InlineData("\"metrics\":[\"accuracy\",\"loss\"]", "\"lossMaximum\":9,\"metrics\":[\"accuracy\"]", "query.evaluation.lossMaximum")]
    [InlineData("\"metrics\":[\"accuracy\",\"loss\"]", "\"lossMaximum\":0,\"metrics\":[\"accuracy\",\"loss\"]", "query.evaluation.lossMaximum")]
    [InlineData("\"metrics\":[\"accuracy\",\"loss\"]", "\"scoreBins\":1,\"metrics\":[\"accuracy\",\"auc\"]", "query.evaluation.scoreBins")]
    [InlineData("\"metrics\":[\"accuracy\",\"loss\"]", "\"errorMaximum\":1,\"metrics\":[\"accuracy\"]", "query.evaluation.errorMaximum")]
    [InlineData("\"spread\":[\"accuracy\"]", "\"spread\":[\"confusion\"]", "query.evaluation.spread")]
    [InlineData("\"quorum\":3", "\"quorum\":2", "cohort.quorum")]
    [InlineData("\"values\":[\"f\",\"m\"]", "\"values\":[]", "query.evaluation.subgroups[0].values")]
    [InlineData("\"values\":[\"f\",\"m\"]", "\"edges\":[1]", "query.evaluation.subgroups[0].edges")]
    [InlineData("\"values\":[\"f\",\"m\"]", "\"edges\":[1,2],\"values\":[\"f\"]", "query.evaluation.subgroups[0]")]
    [InlineData("\"column\":\"sex\"", "\"column\":\"\"", "query.evaluation.subgroups[0].column")]
    [InlineData("[{\"column\":\"sex\",", "[{\"column\":\"sex\",\"values\":[\"f\"]},{\"column\":\"sex\",", "the evaluation has two statistics")]
    [InlineData("[{\"column\":\"sex\",\"values\":[\"f\",\"m\"]}]", "[null]", "query.evaluation.subgroups[0]")]
    [InlineData(",\"initial\":\"9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4\"", "", "model.initial")]
    [InlineData("\"model\":{", "\"training\":{\"batchSize\":7},\"model\":{", "training")]
    [InlineData("\"classes\":[\"no\",\"yes\"]", "\"classes\":[\"no\"]", "data.classes")]
    [InlineData("{\"evaluation\"", "{\"statistics\":[{\"kind\":\"count\"}],\"evaluation\"", "query.statistics")]
    public void Parse_EvaluationThatMakesNoSense_NamesTheMember(string from, string to, string member)
    {
        Assert.Contains(from, Text, StringComparison.Ordinal);

        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(Text.Replace(from, to, StringComparison.Ordinal)));

        Assert.Equal(ErrorCodes.PlanInvalid, refusal.Code);
        Assert.StartsWith($"In the plan, {member}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SpreadInAPrivateMode_IsRefusedWithTheReason()
    {
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(Text.Replace(
            "{\"mode\":\"none\"}", "{\"mode\":\"record-central\",\"delta\":1e-5,\"noiseMultiplier\":2,\"partnerExamples\":{\"a\":9,\"b\":9,\"c\":9}}", StringComparison.Ordinal)));

        Assert.Equal(ErrorCodes.PlanIncompatible, refusal.Code);
        Assert.Contains("query.evaluation.spread must be absent, because a partner's own figure", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileOfAnotherModel_IsRefused()
    {
        var plan = RunPlanFile.Parse(Text);
        var own = plan.Model.ToSpecification();
        var other = ModelSpecification.Logistic(3, 2);

        Assert.Equal(own.ParameterCount, EvaluatedModel.Read(plan, ModelFile.Write(own.Layout, own.InitialParameters(1))).Length);
        foreach (var file in new[] { ModelFile.Write(other.Layout, other.InitialParameters(1)), [1, 2, 3] })
            Assert.Equal(ErrorCodes.TrackMismatch, Assert.Throws<FederatedException>(() => EvaluatedModel.Read(plan, file)).Code);
    }
}

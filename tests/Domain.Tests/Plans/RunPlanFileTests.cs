using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Plans;

namespace Federated.Domain.Tests.Plans;

public sealed class RunPlanFileTests
{
    private const string Minimal = """
        {"name":"tiny","model":{"kind":"logistic","inputs":4,"outputs":2},"privacy":{"mode":"none"},"cohort":{"size":3,"quorum":2},"rounds":5}
        """;

    [Fact]
    public void Parse_MinimalPlan_FillsTheDefaults()
    {
        var plan = RunPlanFile.Parse(Minimal);

        Assert.Equal("fedavg", plan.Strategy.Kind);
        Assert.Equal(32, plan.Training.BatchSize);
        Assert.Equal(10, plan.Model.ToSpecification().Layout.ParameterCount);
    }

    [Fact]
    public void Canonical_ReadBackAndWrittenAgain_IsTheSameBytes()
    {
        var canonical = RunPlanFile.Canonical(RunPlanFile.Parse(Minimal));

        Assert.Equal(canonical, RunPlanFile.Canonical(RunPlanFile.Parse(Encoding.UTF8.GetString(canonical))));
    }

    [Fact]
    public void Hash_DefaultsWrittenOutOrNot_IsTheSame()
    {
        var spelled = Minimal.Replace("\"rounds\":5", "\"training\":{\"batchSize\":32},\n \"rounds\":5, \"schema\":\"federated/plan/v1\"", StringComparison.Ordinal);

        Assert.Equal(RunPlanFile.Hash(RunPlanFile.Parse(Minimal)), RunPlanFile.Hash(RunPlanFile.Parse(spelled)));
    }

    [Fact]
    public void Canonical_APlanWithoutCohortRules_HasTheMembersItAlwaysHad()
    {
        var spelled = Minimal.Replace("\"quorum\":2", "\"quorum\":2,\"selection\":\"random\",\"overSelect\":0,\"openToNewPartners\":false", StringComparison.Ordinal)
            .Replace("\"rounds\":5", "\"rounds\":5,\"priority\":1", StringComparison.Ordinal);

        var canonical = Encoding.UTF8.GetString(RunPlanFile.Canonical(RunPlanFile.Parse(Minimal)));

        Assert.Contains("\"cohort\":{\"quorum\":2,\"seed\":1,\"size\":3}", canonical, StringComparison.Ordinal);
        Assert.DoesNotContain("priority", canonical, StringComparison.Ordinal);
        Assert.Equal(canonical, Encoding.UTF8.GetString(RunPlanFile.Canonical(RunPlanFile.Parse(spelled))));
    }

    [Fact]
    public void Parse_UnknownMember_SaysWhere()
    {
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(Minimal.Replace("\"rounds\"", "\"round\"", StringComparison.Ordinal)));

        Assert.Equal(ErrorCodes.PlanUnreadable, refusal.Code);
        Assert.Contains("round", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"rounds\":5", "\"rounds\":0", "rounds")]
    [InlineData("\"quorum\":2", "\"quorum\":4", "cohort.quorum")]
    [InlineData("\"quorum\":2", "\"quorum\":2,\"minimum\":1", "cohort.minimum")]
    [InlineData("\"quorum\":2", "\"quorum\":2,\"fraction\":1.5", "cohort.fraction")]
    [InlineData("\"quorum\":2", "\"quorum\":2,\"overSelect\":3", "cohort.overSelect")]
    [InlineData("\"quorum\":2", "\"quorum\":2,\"selection\":\"fastest\"", "cohort.selection")]
    [InlineData("\"rounds\":5", "\"rounds\":5,\"priority\":101", "priority")]
    [InlineData("\"rounds\":5", "\"rounds\":5,\"training\":{\"optimizer\":\"lbfgs\"}", "training.optimizer")]
    [InlineData("\"rounds\":5", "\"rounds\":5,\"training\":{\"learningRate\":-1}", "training.learningRate")]
    [InlineData("\"rounds\":5", "\"rounds\":5,\"data\":{\"scale\":0}", "data.scale")]
    [InlineData("\"rounds\":5", "\"rounds\":5,\"data\":{\"features\":[{\"name\":\"a\",\"minimum\":0,\"maximum\":1}]}", "data.features")]
    [InlineData("\"rounds\":5", "\"rounds\":5,\"schema\":\"federated/plan/v9\"", "schema")]
    public void Parse_ValueOutOfRange_NamesTheMember(string from, string to, string member)
    {
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(Minimal.Replace(from, to, StringComparison.Ordinal)));

        Assert.Equal(ErrorCodes.PlanInvalid, refusal.Code);
        Assert.Contains($"{member} is", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Canonical_InitialModel_IsWrittenOnlyWhenNamed()
    {
        var plan = RunPlanFile.Parse(Minimal);
        Assert.DoesNotContain("initial", System.Text.Encoding.UTF8.GetString(RunPlanFile.Canonical(plan)), StringComparison.Ordinal);
        var named = plan with { Model = plan.Model with { Initial = Domain.Models.ContentHash.Of([1]) } };
        Assert.NotEqual(plan, named);
        Assert.NotEqual(RunPlanFile.Hash(plan), RunPlanFile.Hash(named));
        Assert.Equal(named, RunPlanFile.Parse(System.Text.Encoding.UTF8.GetString(RunPlanFile.Canonical(named))));
    }

    [Fact]
    public void Parse_BoundThatWouldOverflowTheSum_IsRefused()
    {
        var refusal = Assert.Throws<FederatedException>(
            () => RunPlanFile.Parse(Minimal.Replace("\"rounds\":5", "\"rounds\":5,\"coordinateBound\":1e9", StringComparison.Ordinal)));

        Assert.Equal(ErrorCodes.AggregationOverflow, refusal.Code);
    }
}

using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Strategies;
using Federated.Domain.Tests.Privacy;

namespace Federated.Domain.Tests.Plans;

public sealed class RunLayoutsTests
{
    [Fact]
    public void Of_MostStrategies_AreTheModelsLayout()
    {
        foreach (var kind in StrategySpecification.Kinds.Except([StrategySpecification.FedNovaKind, StrategySpecification.ScaffoldKind, StrategySpecification.QFedAvgKind]))
        {
            var layouts = RunLayouts.Of(Plan(kind));
            Assert.Same(layouts.Model, layouts.Update);
            Assert.Same(layouts.Model, layouts.Published);
        }
    }

    [Theory]
    [InlineData("fednova", "federated.auxiliary/fednova.tau")]
    [InlineData("q-fedavg", "federated.auxiliary/q-fedavg.h")]
    public void Of_StrategiesWithAScalar_AddOneValueToTheUpdate(string kind, string name)
    {
        var layouts = RunLayouts.Of(Plan(kind));

        Assert.Same(layouts.Model, layouts.Published);
        Assert.Equal([.. layouts.Model.Tensors, new ParameterTensor(name, [1])], layouts.Update.Tensors.AsEnumerable());
        Assert.NotEqual(layouts.Model.Hash, layouts.Update.Hash);
    }

    [Fact]
    public void Of_Scaffold_DoublesUpdateAndPublishedFile()
    {
        var layouts = RunLayouts.Of(Plan("scaffold"));

        Assert.Equal((20, 20), (layouts.Update.ParameterCount, layouts.Published.ParameterCount));
        Assert.Equal("federated.auxiliary/scaffold.delta/layers.0.weight", layouts.Update.Tensors[2].Name);
        Assert.Equal("federated.auxiliary/scaffold.control/layers.0.bias", layouts.Published.Tensors[3].Name);
    }

    [Fact]
    public void WriteInitial_OfScaffold_ReadsAsTheModelAlone()
    {
        var plan = Plan("scaffold");
        var layouts = RunLayouts.Of(plan);
        var parameters = plan.Model.ToSpecification().InitialParameters(plan.Model.Seed);
        var file = Initial(plan);

        Assert.Equal(parameters, ModelFile.Read(file, layouts.Model));
        Assert.Equal([.. parameters, .. new float[10]], ModelFile.Read(file, layouts.Published));
        Assert.Throws<FederatedException>(() => ModelFile.Read(ModelFile.Write(ParameterLayout.Create([.. layouts.Model.Tensors, new("more", [1])]), new float[11]), layouts.Model));
    }

    [Fact]
    public void WriteInitial_ModelOfManyPieces_IsTheFileOfItsParameters()
    {
        var plan = Plan("fedavg") with { Model = new() { Kind = "logistic", Inputs = 70_000, Outputs = 2, Seed = 5 } };

        Assert.Equal(ModelFile.Write(plan.Layout, plan.Model.ToSpecification().InitialParameters(5)), Initial(plan));
    }

    [Fact]
    public void WriteInitial_OfAQuery_IsZeros()
    {
        var plan = Queries.QueryPlans.Plan;
        Assert.All(ModelFile.Read(Initial(plan), plan.Layout), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Canonical_PlanWithoutTheNewMembers_KeepsItsText()
    {
        var text = System.Text.Encoding.UTF8.GetString(RunPlanFile.Canonical(Plan("fedavg")));

        foreach (var member in (string[])["proximalMu", "maxSteps", "\"q\"", "aggregation"])
            Assert.DoesNotContain(member, text, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Misfits { get; } = new()
    {
        { "fednova", "adam" }, { "scaffold", "adam" }, { "q-fedavg", "adam" }, { "scaffold", "momentum" }, { "q-fedavg", "momentum" },
        { "scaffold", "proximal" }, { "fednova", "strong proximal" }, { "scaffold", "median" }, { "fednova", "median" }, { "q-fedavg", "median" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Check_TrainingThatTheFormulaDoesNotKnow_IsRefused(string kind, string what)
    {
        var plan = Plan(kind);
        RunPlanRules.Check(plan);
        var misfit = what switch
        {
            "adam" => plan with { Training = new() { Optimizer = "adam" } },
            "momentum" => plan with { Training = new() { Momentum = 0.9 } },
            "proximal" => plan with { Training = new() { ProximalMu = 0.1 } },
            "strong proximal" => plan with { Training = new() { ProximalMu = 20 } },
            _ => plan with { Aggregation = new() { Rule = "median" } },
        };

        var refusal = Assert.Throws<FederatedException>(() => RunPlanRules.Check(misfit));

        Assert.Equal(ErrorCodes.PlanInvalid, refusal.Code);
        Assert.Contains($"'{kind}'", refusal.Message, StringComparison.Ordinal);
    }

    private static RunPlan Plan(string kind) => PrivatePlans.PartnerCentral with
    {
        Privacy = new() { Mode = PrivacyPlan.None },
        Strategy = new() { Kind = kind, Q = kind == "q-fedavg" ? 1 : null },
    };

    private static byte[] Initial(RunPlan plan)
    {
        var layouts = RunLayouts.Of(plan);
        var file = new byte[new ModelFileWriter(layouts.Published).Length];
        layouts.WriteInitial(plan, new ByteArray(file));
        return file;
    }
}

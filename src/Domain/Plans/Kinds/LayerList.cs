using Federated.Domain.Models;

namespace Federated.Domain.Plans.Kinds;

/// <summary>The kind <c>layers</c>: the plan writes the layers out.</summary>
internal static class LayerList
{
    internal static ModelKind Kind { get; } = new(ModelKinds.Layers, ["shape", "layers"], [.. Enum.GetValues<Objective>()], Build);

    private static ModelSpecification Build(ModelPlan plan, Objective loss)
    {
        var layers = ModelKind.Need(plan, plan.Layers, "layers");
        ModelKind.Require(!layers.IsDefaultOrEmpty, "layers", "empty", "at least one layer");
        ModelKind.Require(plan.Inputs >= 1, "inputs", plan.Inputs, "1 or more, or a model.shape");
        ModelKind.Require(plan.Activation == Activation.Relu, "activation", plan.Activation, "absent: activations are layers of their own");
        var shape = ModelKind.Sizes(plan.Shape ?? [plan.Inputs], "shape");
        ModelKind.CheckInputs(plan, shape);
        var model = new ModelSpecification(shape, layers, loss);
        var wanted = loss switch
        {
            Objective.NextToken => model.Layers[^1].Output[^1],
            Objective.Adversarial => model.Inputs,
            _ => model.Outputs,
        };
        ModelKind.Require(plan.Outputs == wanted, "outputs", plan.Outputs, FormattableString.Invariant($"{wanted}, what the layers make of an example"));
        return model;
    }
}

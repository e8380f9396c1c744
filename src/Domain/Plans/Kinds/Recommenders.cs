using Federated.Domain.Models;
using Federated.Domain.Models.Layers;

namespace Federated.Domain.Plans.Kinds;

/// <summary>The kind <c>recommender</c>: neural matrix factorisation of a user's and an item's id.</summary>
internal static class Recommenders
{
    internal static ModelKind Kind { get; } = new(ModelKinds.Recommender, ["users", "items", "factors", "hidden"],
        [Objective.BinaryCrossEntropy, Objective.MeanSquaredError, Objective.MeanAbsoluteError, Objective.Huber], Build);

    private static ModelSpecification Build(ModelPlan plan, Objective loss)
    {
        ModelKind.Require(plan.Inputs == 2, "inputs", plan.Inputs, "absent, or 2: the id of a user and the id of an item");
        ModelKind.Require(plan.Outputs == 1, "outputs", plan.Outputs, "absent, or 1: the logit of an interaction, or a rating");
        ModelKind.Require(plan.Activation == Activation.Relu, "activation", plan.Activation, "absent, or relu");
        var factors = ModelKind.Need(plan, plan.Factors, "factors");
        return new([2],
        [
            new MatrixFactorisationLayer
            {
                Name = "layers.0",
                Users = ModelKind.Need(plan, plan.Users, "users"),
                Items = ModelKind.Need(plan, plan.Items, "items"),
                Factors = factors,
                Hidden = plan.Hidden.IsDefaultOrEmpty ? [factors] : plan.Hidden,
            },
        ], loss);
    }
}

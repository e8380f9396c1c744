using System.Globalization;
using Federated.Domain.Models;
using Federated.Domain.Models.Layers;

namespace Federated.Domain.Plans.Kinds;

/// <summary>The kinds <c>mlp</c> (one hidden layer or more) and <c>logistic</c> (none).</summary>
internal static class FullyConnected
{
    internal static ModelKind MlpKind { get; } = new(ModelKinds.Mlp, ["hidden", "dropout"], ModelKind.Supervised, Mlp);

    // "hidden" is among its members so that the refusal below, which names the kind to take instead, is the one that speaks.
    internal static ModelKind LogisticKind { get; } = new(ModelKinds.Logistic, ["hidden"], ModelKind.Supervised, Logistic);

    /// <summary>Hidden layers with their activation and dropout, and the last layer: the end of several kinds.</summary>
    internal static void AddTo(List<Layer> layers, ModelPlan plan, int outputs)
    {
        foreach (var width in plan.Hidden)
        {
            CheckWidth("the width of a hidden layer", width);
            layers.Add(new LinearLayer { Outputs = width });
            layers.Add(new ActivationLayer { Function = plan.Activation });
            AddDropout(layers, plan);
        }

        layers.Add(new LinearLayer { Outputs = outputs });
    }

    /// <summary>A layer of dropout, if the plan asks for it.</summary>
    internal static void AddDropout(List<Layer> layers, ModelPlan plan)
    {
        if (plan.Dropout is not (null or 0))
            layers.Add(new DropoutLayer { Rate = plan.Dropout.Value });
    }

    private static ModelSpecification Mlp(ModelPlan plan, Objective loss)
    {
        CheckWidths(plan);
        if (plan.Hidden.IsDefaultOrEmpty)
            throw ModelKind.Refuse($"Got an '{ModelKinds.Mlp}' model without hidden layers, wanted at least one. Use '{ModelKinds.Logistic}' for none.");
        return ModelSpecification.Mlp(plan.Inputs, plan.Hidden, plan.Outputs, plan.Activation, plan.Dropout ?? 0, loss);
    }

    private static ModelSpecification Logistic(ModelPlan plan, Objective loss)
    {
        CheckWidths(plan);
        return plan.Hidden.IsDefaultOrEmpty
            ? ModelSpecification.Logistic(plan.Inputs, plan.Outputs, loss)
            : throw ModelKind.Refuse($"Got a '{ModelKinds.Logistic}' model with {plan.Hidden.Length} hidden layers, wanted none. Use '{ModelKinds.Mlp}' for hidden layers.");
    }

    private static void CheckWidths(ModelPlan plan)
    {
        CheckWidth("inputs", plan.Inputs);
        CheckWidth("outputs", plan.Outputs);
        foreach (var width in plan.Hidden.IsDefault ? [] : plan.Hidden)
            CheckWidth("the width of a hidden layer", width);
    }

    private static void CheckWidth(string what, int width)
    {
        if (width < 1)
            throw ModelKind.Refuse(string.Create(CultureInfo.InvariantCulture, $"Got {width} as {what}, wanted 1 or more."));
    }
}

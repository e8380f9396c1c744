using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Plans.Kinds;

/// <summary>The kinds <c>mlp</c> (one hidden layer or more) and <c>logistic</c> (none).</summary>
internal static class FullyConnected
{
    internal static ModelSpecification Mlp(ModelPlan plan)
    {
        CheckWidths(plan);
        if (plan.Hidden.IsDefaultOrEmpty)
            throw Refuse($"Got an '{ModelKinds.Mlp}' model without hidden layers, wanted at least one. Use '{ModelKinds.Logistic}' for none.");
        return ModelSpecification.Mlp(plan.Inputs, plan.Hidden, plan.Outputs, plan.Activation);
    }

    internal static ModelSpecification Logistic(ModelPlan plan)
    {
        CheckWidths(plan);
        return plan.Hidden.IsDefaultOrEmpty
            ? ModelSpecification.Logistic(plan.Inputs, plan.Outputs)
            : throw Refuse($"Got a '{ModelKinds.Logistic}' model with {plan.Hidden.Length} hidden layers, wanted none. Use '{ModelKinds.Mlp}' for hidden layers.");
    }

    private static void CheckWidths(ModelPlan plan)
    {
        if (!Enum.IsDefined(plan.Activation))
            throw Refuse($"Got activation {(int)plan.Activation}, wanted one of {string.Join(", ", Enum.GetNames<Activation>()).ToLowerInvariant()}.");
        CheckWidth("inputs", plan.Inputs);
        CheckWidth("outputs", plan.Outputs);
        foreach (var width in plan.Hidden.IsDefault ? [] : plan.Hidden)
            CheckWidth("the width of a hidden layer", width);
    }

    private static void CheckWidth(string what, int width)
    {
        if (width < 1)
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"Got {width} as {what}, wanted 1 or more."));
    }

    private static FederatedException Refuse(string message) => new(ErrorCodes.PlanInvalid, message);
}

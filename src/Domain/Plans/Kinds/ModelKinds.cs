using System.Collections.Frozen;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Plans.Kinds;

/// <summary>The kinds of model that a plan may name; each makes layers of a plan's members.</summary>
public static class ModelKinds
{
    /// <summary>A multilayer perceptron.</summary>
    public const string Mlp = "mlp";

    /// <summary>A single linear layer.</summary>
    public const string Logistic = "logistic";

    private static readonly FrozenDictionary<string, Func<ModelPlan, ModelSpecification>> Builders = new Dictionary<string, Func<ModelPlan, ModelSpecification>>
    {
        [Mlp] = FullyConnected.Mlp,
        [Logistic] = FullyConnected.Logistic,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The model that a plan declares.</summary>
    /// <exception cref="FederatedException">FED-1001: an unknown kind, or members that the kind refuses.</exception>
    public static ModelSpecification Build(ModelPlan plan) => plan.Kind is not null && Builders.TryGetValue(plan.Kind, out var build)
        ? build(plan)
        : throw new FederatedException(ErrorCodes.PlanInvalid,
            $"Got model kind {Excerpt.Of(plan.Kind)}, wanted one of {string.Join(", ", Builders.Keys.Order(StringComparer.Ordinal))}.");
}

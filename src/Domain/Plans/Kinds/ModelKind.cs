using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Plans.Kinds;

/// <summary>A kind of model that a plan may name.</summary>
/// <param name="Name">What the plan writes.</param>
/// <param name="Members">The members of the plan that it takes, beside those that every kind takes.</param>
/// <param name="Losses">What it can be trained to lower; the first is meant where a plan does not say.</param>
/// <param name="Build">Makes layers of the members; its refusals say which member is wrong.</param>
internal sealed record ModelKind(
    string Name, ImmutableArray<string> Members, ImmutableArray<Objective> Losses, Func<ModelPlan, Objective, ModelSpecification> Build)
{
    /// <summary>What a model can be trained to make of labels or targets.</summary>
    internal static ImmutableArray<Objective> Supervised { get; } =
        [Objective.CrossEntropy, Objective.BinaryCrossEntropy, Objective.MeanSquaredError, Objective.MeanAbsoluteError, Objective.Huber];

    /// <summary>The optional members of a plan, and whether a plan has them.</summary>
    internal static ImmutableArray<(string Name, Func<ModelPlan, bool> Given)> Optional { get; } =
    [
        ("hidden", plan => !plan.Hidden.IsDefaultOrEmpty), ("shape", plan => plan.Shape is not null), ("channels", plan => plan.Channels is not null),
        ("kernel", plan => plan.Kernel is not null), ("normalization", plan => plan.Normalization is not null), ("groups", plan => plan.Groups is not null),
        ("dropout", plan => plan.Dropout is not null), ("vocabulary", plan => plan.Vocabulary is not null), ("width", plan => plan.Width is not null),
        ("depth", plan => plan.Depth is not null), ("heads", plan => plan.Heads is not null), ("latent", plan => plan.Latent is not null),
        ("users", plan => plan.Users is not null), ("items", plan => plan.Items is not null), ("factors", plan => plan.Factors is not null),
        ("layers", plan => plan.Layers is not null),
    ];

    /// <summary>A refusal of a plan.</summary>
    internal static FederatedException Refuse(string message) => new(ErrorCodes.PlanInvalid, message);

    /// <summary>A member that a kind cannot do without.</summary>
    internal static T Need<T>(ModelPlan plan, T? value, string member) where T : struct => value
        ?? throw Refuse($"In the plan, model.{member} is absent; a '{plan.Kind}' model needs it.");

    /// <summary>Refuses unless a condition holds.</summary>
    internal static void Require(bool holds, string member, object got, string wanted)
    {
        if (!holds)
            throw Refuse(FormattableString.Invariant($"In the plan, model.{member} is {got}; wanted {wanted}."));
    }

    /// <summary>Sizes that are all there and at least 1.</summary>
    internal static ImmutableArray<int> Sizes(ImmutableArray<int> sizes, string member)
    {
        Require(!sizes.IsDefaultOrEmpty && sizes.All(size => size >= 1), member, sizes.IsDefaultOrEmpty ? "empty" : $"[{string.Join(", ", sizes)}]", "at least one size, each 1 or more");
        return sizes;
    }

    /// <summary>The shape of an image, and that the number of inputs agrees.</summary>
    internal static ImmutableArray<int> Image(ModelPlan plan)
    {
        var shape = Sizes(Need(plan, plan.Shape, "shape"), "shape");
        Require(shape.Length == 3, "shape", $"[{string.Join(", ", shape)}]", "[channels, height, width]");
        CheckInputs(plan, shape);
        return shape;
    }

    /// <summary>Refuses inputs that are not those of the shape.</summary>
    internal static void CheckInputs(ModelPlan plan, ImmutableArray<int> shape)
    {
        var count = shape.Aggregate(1d, static (product, size) => product * size);
        Require(plan.Inputs == count, "inputs", plan.Inputs, FormattableString.Invariant($"{count}, the values of model.shape [{string.Join(", ", shape)}], or no model.inputs"));
    }
}

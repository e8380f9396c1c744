using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Plans.Kinds;
using static TorchSharp.torch;

namespace Federated.DpSteps;

/// <summary>A model of a plan and a batch for it.</summary>
/// <param name="Name">Printed.</param>
/// <param name="Plan">The model.</param>
/// <param name="Aim">The most that a private step should cost, in plain steps.</param>
internal sealed record Subject(string Name, ModelPlan Plan, double Aim)
{
    /// <summary>The models of bench/TorchSteps, as plans declare them.</summary>
    public static IReadOnlyList<Subject> All { get; } =
    [
        new("mlp", new() { Kind = ModelKinds.Mlp, Inputs = 784, Hidden = [64, 64], Outputs = 10 }, 2.2),
        new("cnn", new() { Kind = ModelKinds.Cnn, Shape = [1, 28, 28], Channels = [16, 32], Outputs = 10 }, 2.2),
        new("lstm", new() { Kind = ModelKinds.Lstm, Inputs = 32, Vocabulary = 500, Width = 64, Hidden = [128], Outputs = 10 }, 1.5),
        new("transformer", new() { Kind = ModelKinds.Transformer, Inputs = 32, Vocabulary = 500, Width = 64, Heads = 4, Depth = 2, Hidden = [128], Outputs = 10 }, double.NaN),
    ];

    public ModelSpecification Specification { get; } = Plan.ToSpecification();

    public Tensor Features(long examples)
    {
        random.manual_seed(1);
        return Plan.Vocabulary is { } tokens
            ? randint(1, tokens, [examples, Plan.Inputs]).to_type(ScalarType.Float32)
            : randn(examples, Specification.Inputs);
    }

    public Tensor Labels(long examples) => randint(0, Plan.Outputs, [examples]);
}

using System.Runtime.InteropServices;
using Federated.Domain.Models;
using Federated.Training.Models;
using Federated.Training.Objectives;
using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>A model whose passes add up the clipped gradients of single examples. Use and dispose it on one thread, within one scope.</summary>
internal sealed class ClippedPass : IDisposable
{
    private readonly TorchModel model;
    private readonly ScalarType type;
    private readonly Dictionary<Tensor, Tensor> sums;

    /// <param name="specification">What is trained.</param>
    /// <param name="type">Of all arithmetic.</param>
    public ClippedPass(ModelSpecification specification, ScalarType type)
    {
        this.type = type;
        model = new TorchModel(specification, type, trained: false);
        Objective = TorchObjective.Of(specification.Objective);
        sums = model.Ordered.ToDictionary(parameter => parameter, parameter => zeros_like(parameter), (IEqualityComparer<Tensor>)ReferenceEqualityComparer.Instance);
    }

    /// <summary>What it lowers.</summary>
    public TorchObjective Objective { get; }

    /// <summary>Takes parameters, and starts from a sum of zero.</summary>
    /// <param name="parameters">[ParameterCount], in the order of the layout.</param>
    public void Load(ReadOnlySpan<float> parameters)
    {
        model.Load(parameters);
        foreach (var sum in sums.Values) sum.zero_();
    }

    /// <summary>One forward and one backward pass; the sums grow by the clipped gradients.</summary>
    /// <param name="features">[n, d].</param>
    /// <param name="answers">Labels or targets [n].</param>
    /// <param name="weights">float64 [n]: 1, or 0 for a row that only fills up.</param>
    /// <param name="bound">The L2 norm that an example keeps within.</param>
    public void Add(Tensor features, Tensor answers, Tensor weights, double bound)
    {
        using var recording = enable_grad();
        var rows = features.to_type(type);
        var tape = new ClippingTape();
        var outputs = model.Forward(Objective.Inputs(rows), new ForwardPass { Tape = tape });
        var loss = Objective.Loss(outputs, rows, answers, nn.Reduction.Sum);
        var gradients = autograd.grad([loss], [.. tape.Sites.Select(site => site.Output)]);

        using var quiet = no_grad();
        var squares = zeros(weights.shape[0], type);
        for (var i = 0; i < gradients.Count; i++)
            squares.add_(tape.Sites[i].SquaredNorms(gradients[i]));

        // In float64 no square of finite values overflows, so a sum that is not finite means a value that is not.
        var broken = squares.isfinite().eq(0);
        var factors = squares.masked_fill(broken, 0).sqrt_().reciprocal().mul_(bound).clamp_(max: 1).mul_(weights.to_type(type)).masked_fill_(broken, 0);
        for (var i = 0; i < gradients.Count; i++)
            tape.Sites[i].AddTo(gradients[i], factors, broken, [.. tape.Sites[i].Parameters.Select(parameter => sums[parameter])]);
    }

    /// <summary>The sum [ParameterCount] since <see cref="Load"/>, in the order of the layout.</summary>
    public double[] Sum()
    {
        var layout = model.Specification.Layout;
        var flat = new double[layout.ParameterCount];
        for (var i = 0; i < model.Ordered.Count; i++)
            MemoryMarshal.Cast<byte, double>(sums[model.Ordered[i]].to_type(ScalarType.Float64).bytes).CopyTo(flat.AsSpan(layout.OffsetOf(layout.Tensors[i].Name)));
        return flat;
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();
}

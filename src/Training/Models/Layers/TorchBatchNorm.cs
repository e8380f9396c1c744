using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="BatchNormLayer"/>.</summary>
internal sealed class TorchBatchNorm : TorchLayer
{
    private readonly BatchNormLayer declared;
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly Tensor runningMean;
    private readonly Tensor runningVariance;

    internal TorchBatchNorm(PlacedLayer placed, ScalarType type, bool trained) : base(nameof(TorchBatchNorm))
    {
        declared = (BatchNormLayer)placed.Layer;
        weight = Zeros(placed.Tensors[0].Shape, type, trained);
        bias = Zeros(placed.Tensors[1].Shape, type, trained);
        runningMean = zeros(placed.Tensors[2].Shape[0], dtype: type);
        runningVariance = zeros(placed.Tensors[3].Shape[0], dtype: type);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Ordered => [weight, bias, runningMean, runningVariance];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        pass.RefuseTape("batch-norm");
        // A last batch of one vector has no variance: it takes the running one, and moves nothing.
        var own = training && input.shape.Length > 2 ? input.shape[0] * input.shape[2] * input.shape[3] > 1 : training && input.shape[0] > 1;
        if (own) return nn.functional.batch_norm(input, runningMean, runningVariance, weight, bias, training: true, declared.Momentum, declared.Epsilon);
        // What partners average is rounded to the grid of the aggregation: a variance of 0 may come back as less.
        using var variance = runningVariance.clamp(min: 0);
        return nn.functional.batch_norm(input, runningMean, variance, weight, bias, training: false, declared.Momentum, declared.Epsilon);
    }
}

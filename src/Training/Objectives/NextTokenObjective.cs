using Federated.Domain.Models;
using static TorchSharp.torch;

namespace Federated.Training.Objectives;

/// <summary>
/// <see cref="Objective.NextToken"/>: an example's loss is the mean over its tokens, so that a long text weighs as much as a short one,
/// as clipping by example has it too. Labels are not looked at. A text of one token has loss 0.
/// </summary>
internal sealed class NextTokenObjective : TorchObjective
{
    /// <inheritdoc/>
    public override Tensor Loss(Tensor outputs, Tensor features, Tensor answers, nn.Reduction reduction)
    {
        var steps = outputs.shape[1] - 1;
        var next = features.narrow(1, 1, steps).to_type(ScalarType.Int64);
        var losses = nn.functional.cross_entropy(
            outputs.narrow(1, 0, steps).reshape(-1, outputs.shape[2]), next.reshape(-1), reduction: nn.Reduction.None).reshape(-1, steps);
        var padding = next.eq(0);
        var tokens = padding.eq(0).sum(dim: 1).clamp(min: 1).to_type(outputs.dtype);
        var mean = losses.masked_fill(padding, 0).sum(dim: 1).div(tokens);
        return reduction == nn.Reduction.Mean ? mean.mean() : mean.sum();
    }
}

using Federated.Domain.Models;
using static TorchSharp.torch;

namespace Federated.Training.Objectives;

/// <summary><see cref="Objective.Reconstruction"/>. Labels are not looked at.</summary>
internal sealed class ReconstructionObjective : TorchObjective
{
    /// <inheritdoc/>
    public override Tensor Loss(Tensor outputs, Tensor features, Tensor answers, nn.Reduction reduction)
    {
        var loss = nn.functional.mse_loss(outputs.flatten(1), features, reduction);
        return reduction == nn.Reduction.Mean ? loss : loss.div((double)features.shape[1]);
    }
}

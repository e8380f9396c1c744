using Federated.Domain.Models;
using static TorchSharp.torch;

namespace Federated.Training.Objectives;

/// <summary>
/// <see cref="Objective.Adversarial"/>. Training has two losses (<see cref="Trainers.AdversarialStep"/>); the loss of given examples is
/// how little the discriminator takes them for real. Labels are not looked at.
/// </summary>
internal sealed class AdversarialObjective : TorchObjective
{
    /// <inheritdoc/>
    public override Tensor Loss(Tensor outputs, Tensor features, Tensor answers, nn.Reduction reduction) => Judged(outputs, real: true, reduction);

    /// <summary>The logistic loss of logits that ought to say real, or made.</summary>
    internal static Tensor Judged(Tensor logits, bool real, nn.Reduction reduction = nn.Reduction.Mean) =>
        nn.functional.binary_cross_entropy_with_logits(logits.reshape(-1), full([logits.shape[0]], real ? 1 : 0, logits.dtype), reduction: reduction);
}

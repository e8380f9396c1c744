using Federated.Domain.Models;
using Federated.Training.Data;
using static TorchSharp.torch;

namespace Federated.Training.Objectives;

/// <summary><see cref="Objective.BinaryCrossEntropy"/>.</summary>
internal sealed class BinaryCrossEntropyObjective : TorchObjective
{
    /// <inheritdoc/>
    public override Tensor Loss(Tensor outputs, Tensor features, Tensor answers, nn.Reduction reduction) =>
        nn.functional.binary_cross_entropy_with_logits(outputs.reshape(-1), answers.to_type(outputs.dtype), reduction: reduction);

    /// <inheritdoc/>
    public override long? Correct(Tensor outputs, Tensor answers) => outputs.reshape(-1).gt(0).eq(answers.ne(0)).sum().item<long>();

    /// <inheritdoc/>
    public override void Check(ModelSpecification model, Dataset dataset)
    {
        base.Check(model, dataset);
        RequireLabels(dataset);
        if (dataset.LargestLabel > 1)
            throw Mismatch($"The data has a label {dataset.LargestLabel}, and loss binary-cross-entropy wants 0 or 1. Declare two classes, or take cross-entropy with one output per class.");
    }
}

using Federated.Domain.Models;
using Federated.Training.Data;
using static TorchSharp.torch;

namespace Federated.Training.Objectives;

/// <summary><see cref="Objective.CrossEntropy"/>.</summary>
internal sealed class CrossEntropyObjective : TorchObjective
{
    /// <inheritdoc/>
    public override Tensor Loss(Tensor outputs, Tensor features, Tensor labels, nn.Reduction reduction) =>
        nn.functional.cross_entropy(outputs, labels, reduction: reduction);

    /// <inheritdoc/>
    public override void Check(ModelSpecification model, Dataset dataset)
    {
        if (dataset.FeatureCount != model.Inputs)
            throw Mismatch($"The data has {dataset.FeatureCount} features, the model wants {model.Inputs}. Correct the declared columns or the plan's inputs.");
        if (dataset.LargestLabel >= model.Outputs)
            throw Mismatch($"The data has a label {dataset.LargestLabel}, the model has {model.Outputs} outputs and wants labels below that. Correct the classes or the plan's outputs.");
    }
}

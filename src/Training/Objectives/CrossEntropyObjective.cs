using Federated.Domain.Models;
using Federated.Training.Data;
using static TorchSharp.torch;

namespace Federated.Training.Objectives;

/// <summary><see cref="Objective.CrossEntropy"/>.</summary>
internal sealed class CrossEntropyObjective : TorchObjective
{
    /// <inheritdoc/>
    public override Tensor Loss(Tensor outputs, Tensor features, Tensor answers, nn.Reduction reduction) =>
        nn.functional.cross_entropy(outputs, answers, reduction: reduction);

    /// <inheritdoc/>
    public override long? Correct(Tensor outputs, Tensor answers) => outputs.argmax(1).eq(answers).sum().item<long>();

    /// <inheritdoc/>
    public override void Check(ModelSpecification model, Dataset dataset)
    {
        base.Check(model, dataset);
        RequireLabels(dataset);
        if (dataset.LargestLabel >= model.Outputs)
            throw Mismatch($"The data has a label {dataset.LargestLabel}, the model has {model.Outputs} outputs and wants labels below that. Correct the classes or the plan's outputs.");
    }
}

using Federated.Domain.Models;
using Federated.Training.Data;
using static TorchSharp.torch;

namespace Federated.Training.Objectives;

/// <summary><see cref="Objective.MeanSquaredError"/>, <see cref="Objective.MeanAbsoluteError"/> and <see cref="Objective.Huber"/>.</summary>
internal sealed class RegressionObjective(Objective objective) : TorchObjective
{
    /// <inheritdoc/>
    public override bool AnswersAreTargets => true;

    /// <inheritdoc/>
    public override Tensor Loss(Tensor outputs, Tensor features, Tensor answers, nn.Reduction reduction)
    {
        var (values, targets) = (outputs.reshape(-1), answers.to_type(outputs.dtype));
        return objective switch
        {
            Objective.MeanSquaredError => nn.functional.mse_loss(values, targets, reduction),
            Objective.MeanAbsoluteError => nn.functional.l1_loss(values, targets, reduction),
            _ => nn.functional.smooth_l1_loss(values, targets, reduction),
        };
    }

    /// <inheritdoc/>
    public override void Check(ModelSpecification model, Dataset dataset)
    {
        base.Check(model, dataset);
        if (!dataset.HasTargets)
            throw Mismatch($"The data has no targets, and loss {ObjectiveNames.Of(objective)} wants a number for every example. Declare a target in the plan's data, or take loss cross-entropy for classes.");
        if (model.Outputs != 1)
            throw Mismatch($"The data has one target for an example, the model makes {model.Outputs} numbers of it. Give the plan's model one output.");
    }
}

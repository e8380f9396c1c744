using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Training.Data;
using static TorchSharp.torch;

namespace Federated.Training.Objectives;

/// <summary>What training lowers, in torch: the loss of a batch, and whether data fit.</summary>
internal abstract class TorchObjective
{
    /// <summary>The objective of a model.</summary>
    /// <exception cref="FederatedException">FED-1001: the training library has none.</exception>
    public static TorchObjective Of(Objective objective) => objective switch
    {
        Objective.CrossEntropy => new CrossEntropyObjective(),
        Objective.BinaryCrossEntropy => new BinaryCrossEntropyObjective(),
        Objective.MeanSquaredError or Objective.MeanAbsoluteError or Objective.Huber => new RegressionObjective(objective),
        Objective.Reconstruction => new ReconstructionObjective(),
        Objective.NextToken => new NextTokenObjective(),
        Objective.Adversarial => new AdversarialObjective(),
        _ => throw new FederatedException(ErrorCodes.PlanInvalid, $"The training library has no objective {objective}."),
    };

    /// <summary>True where the answer to an example is its target, a number; false where it is its label.</summary>
    public virtual bool AnswersAreTargets => false;

    /// <summary>What the model sees of a batch of features [n, d].</summary>
    public virtual Tensor Inputs(Tensor features) => features;

    /// <summary>The answers of some examples that follow each other: labels int64 [n], or targets float32 [n].</summary>
    public Tensor Answers(Dataset dataset, int start, int count) => AnswersAreTargets
        ? tensor(dataset.TargetArray.AsMemory(start, count), [count])
        : tensor(dataset.LabelArray.AsMemory(start, count), [count]);

    /// <summary>
    /// The loss of a batch: the mean over its examples, or their sum. An example's own loss depends on no other example, and the sum
    /// is what per-example clipping takes apart.
    /// </summary>
    /// <param name="outputs">The model's value of <see cref="Inputs"/>, [n, ...].</param>
    /// <param name="features">[n, d].</param>
    /// <param name="answers">As <see cref="Answers"/> has them, [n].</param>
    /// <param name="reduction">Mean or sum.</param>
    public abstract Tensor Loss(Tensor outputs, Tensor features, Tensor answers, nn.Reduction reduction);

    /// <summary>How many examples of a batch the model answers right; null where answers are not right or wrong.</summary>
    public virtual long? Correct(Tensor outputs, Tensor answers) => null;

    /// <summary>Refuses data that the model cannot be trained on.</summary>
    /// <exception cref="FederatedException"><see cref="ErrorCodes.DataMismatch"/>: what does not fit.</exception>
    public virtual void Check(ModelSpecification model, Dataset dataset)
    {
        if (dataset.FeatureCount != model.Inputs)
            throw Mismatch($"The data has {dataset.FeatureCount} features, the model wants {model.Inputs}. Correct the declared columns or the plan's inputs.");
        IdColumns.Check(model, dataset);
    }

    /// <summary>The refusal of data.</summary>
    protected static FederatedException Mismatch(string message) => new(ErrorCodes.DataMismatch, message);

    /// <summary>Refuses data that hold numbers where classes are wanted.</summary>
    protected static void RequireLabels(Dataset dataset)
    {
        if (dataset.HasTargets && dataset.LargestLabel <= 0)
            throw Mismatch("The data has targets, which are numbers, and the plan's training.loss wants classes. Declare the label's classes in the plan's data, or take a loss such as mean-squared-error.");
    }
}

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
        _ => throw new FederatedException(ErrorCodes.PlanInvalid, $"The training library has no objective {objective}."),
    };

    /// <summary>What the model sees of a batch of features [n, d].</summary>
    public virtual Tensor Inputs(Tensor features) => features;

    /// <summary>
    /// The loss of a batch: the mean over its examples, or their sum. An example's own loss depends on no other example, and the sum
    /// is what per-example clipping takes apart.
    /// </summary>
    /// <param name="outputs">The model's value of <see cref="Inputs"/>, [n, ...].</param>
    /// <param name="features">[n, d].</param>
    /// <param name="labels">int64 [n].</param>
    /// <param name="reduction">Mean or sum.</param>
    public abstract Tensor Loss(Tensor outputs, Tensor features, Tensor labels, nn.Reduction reduction);

    /// <summary>Refuses data that the model cannot be trained on.</summary>
    /// <exception cref="FederatedException"><see cref="ErrorCodes.DataMismatch"/>: what does not fit.</exception>
    public abstract void Check(ModelSpecification model, Dataset dataset);

    /// <summary>The refusal of data.</summary>
    protected static FederatedException Mismatch(string message) => new(ErrorCodes.DataMismatch, message);
}

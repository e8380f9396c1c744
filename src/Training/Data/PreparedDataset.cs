using Federated.Domain.Errors;
using Federated.Training.Objectives;
using static TorchSharp.torch;

namespace Federated.Training.Data;

/// <summary>
/// A dataset that torch holds: copied once, for the many cheap rounds of a private run. Read-only, so several threads may use
/// it at once; dispose it when no one does.
/// </summary>
public sealed class PreparedDataset : IDisposable
{
    private readonly Tensor features;
    private readonly Tensor labels;
    private readonly Tensor? targets;
    private bool disposed;

    /// <param name="dataset">Scaled features and labels; not empty.</param>
    /// <exception cref="FederatedException">The dataset is empty (<see cref="ErrorCodes.DataMismatch"/>), there is no libtorch
    /// (<see cref="ErrorCodes.TorchUnavailable"/>), or no memory for a copy (<see cref="ErrorCodes.TrainingFailed"/>).</exception>
    public PreparedDataset(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.Count == 0)
            throw new FederatedException(ErrorCodes.DataMismatch, "The dataset is empty. Point the node at data with at least one example.");
        Dataset = dataset;
        (features, labels, targets) = TorchRuntime.Run(() => (
            tensor(dataset.FeatureArray, [dataset.Count, dataset.FeatureCount]).DetachFromDisposeScope(),
            tensor(dataset.LabelArray, [dataset.Count]).DetachFromDisposeScope(),
            dataset.TargetArray is { } numbers ? tensor(numbers, [dataset.Count]).DetachFromDisposeScope() : null));
    }

    /// <summary>What was copied.</summary>
    public Dataset Dataset { get; }

    /// <summary>n, the number of examples.</summary>
    public int Count => Dataset.Count;

    /// <summary>Features, float32 [n, d].</summary>
    internal Tensor Features => Living(features);

    /// <summary>Labels, int64 [n].</summary>
    internal Tensor Labels => Living(labels);

    /// <summary>What an objective compares outputs with: labels, or targets float32 [n].</summary>
    internal Tensor Answers(TorchObjective objective) => objective.AnswersAreTargets
        ? Living(targets ?? throw new FederatedException(ErrorCodes.DataMismatch, "The data has no targets. Declare a target in the plan's data."))
        : Labels;

    /// <summary>Frees torch's copy.</summary>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        features.Dispose();
        labels.Dispose();
        targets?.Dispose();
    }

    private Tensor Living(Tensor tensor)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return tensor;
    }
}

using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Training.Models;
using Federated.Training.Objectives;
using Federated.Training.Trainers;
using static TorchSharp.torch;

namespace Federated.Training.Metrics;

/// <summary>Measures models.</summary>
public static class Evaluator
{
    /// <summary>Accuracy and mean cross-entropy over a whole dataset. Blocks; run it on a worker thread.</summary>
    /// <param name="model">Inputs and outputs must fit the dataset.</param>
    /// <param name="parameters">Flat, in the order of the model's layout.</param>
    /// <param name="dataset">Scaled as for training; not empty.</param>
    /// <param name="batchSize">Examples at a time, at least 1; bounds the memory. Default 1,024.</param>
    /// <param name="threads">Threads of libtorch, for the whole process. Default 1.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="FederatedException">The data does not fit (<see cref="ErrorCodes.DataMismatch"/>), or there is no
    /// libtorch (<see cref="ErrorCodes.TorchUnavailable"/>).</exception>
    public static Evaluation Evaluate(
        ModelSpecification model, ReadOnlyMemory<float> parameters, Dataset dataset, int batchSize = 1024, int threads = 1,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ModelFit.Check(model, parameters.Length, dataset);
        return TorchRuntime.Run(threads, () => EvaluateInScope(model, parameters, dataset, batchSize, cancellation));
    }

    /// <summary>The accuracy of always answering the most frequent class: what a model has to beat.</summary>
    /// <exception cref="FederatedException">No labels (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public static double MajorityBaseline(ReadOnlySpan<long> labels)
    {
        if (labels.IsEmpty)
            throw new FederatedException(ErrorCodes.DataMismatch, "A baseline was wanted of no labels. Give at least one example.");
        var counts = new Dictionary<long, int>();
        foreach (var label in labels) counts[label] = counts.GetValueOrDefault(label) + 1;
        return (double)counts.Values.Max() / labels.Length;
    }

    private static Evaluation EvaluateInScope(
        ModelSpecification specification, ReadOnlyMemory<float> parameters, Dataset dataset, int batchSize, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = new TorchModel(specification);
        model.Load(parameters.Span);
        model.eval();
        var objective = TorchObjective.Of(specification.Objective);
        double correct = 0;
        double lossSum = 0;
        for (var start = 0; start < dataset.Count; start += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            var size = Math.Min(batchSize, dataset.Count - start);
            var features = tensor(dataset.FeatureArray.AsMemory(start * dataset.FeatureCount, size * dataset.FeatureCount), [size, dataset.FeatureCount]);
            var labels = objective.Answers(dataset, start, size);
            var logits = model.call(objective.Inputs(features));
            lossSum += objective.Loss(logits, features, labels, nn.Reduction.Sum).item<float>();
            correct += objective.Correct(logits, labels) ?? double.NaN;
        }
        return new Evaluation(correct / dataset.Count, lossSum / dataset.Count, dataset.Count);
    }
}

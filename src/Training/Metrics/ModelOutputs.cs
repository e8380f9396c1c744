using System.Runtime.InteropServices;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Training.Models;
using Federated.Training.Objectives;
using Federated.Training.Trainers;
using static TorchSharp.torch;

namespace Federated.Training.Metrics;

/// <summary>Shows what a model puts out for every example of a dataset, in its order.</summary>
public static class ModelOutputs
{
    /// <summary>
    /// Takes the outputs for one example.
    /// </summary>
    /// <param name="index">Which example of the dataset.</param>
    /// <param name="outputs">All values, row-major; valid during the call.</param>
    public delegate void Visitor(int index, ReadOnlySpan<float> outputs);

    /// <summary>Visits every example. Blocks; run it on a worker thread.</summary>
    /// <param name="model">Inputs and outputs must fit the dataset.</param>
    /// <param name="parameters">Flat, in the order of the model's layout.</param>
    /// <param name="dataset">Scaled as for training.</param>
    /// <param name="visitor">Called once an example, on one thread.</param>
    /// <param name="batchSize">
    /// Examples at a time, at least 1; bounds the memory. With 1 an example's outputs depend on no other example, to the last bit: matrix products
    /// of several rows may round a row otherwise than it would be alone.
    /// </param>
    /// <param name="threads">Threads of libtorch, for the whole process. Default 1.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="FederatedException">The data does not fit (<see cref="ErrorCodes.DataMismatch"/>), or there is no
    /// libtorch (<see cref="ErrorCodes.TorchUnavailable"/>).</exception>
    public static void Visit(
        ModelSpecification model, ReadOnlyMemory<float> parameters, Dataset dataset, Visitor visitor, int batchSize = 1024, int threads = 1,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(visitor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ModelFit.Check(model, parameters.Length, dataset);
        TorchRuntime.Run(threads, () =>
        {
            VisitInScope(model, parameters, dataset, visitor, batchSize, cancellation);
            return true;
        });
    }

    private static void VisitInScope(
        ModelSpecification specification, ReadOnlyMemory<float> parameters, Dataset dataset, Visitor visitor, int batchSize, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = new TorchModel(specification);
        model.Load(parameters.Span);
        model.eval();
        var objective = TorchObjective.Of(specification.Objective);
        for (var start = 0; start < dataset.Count; start += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            var size = Math.Min(batchSize, dataset.Count - start);
            var features = tensor(dataset.FeatureArray.AsMemory(start * dataset.FeatureCount, size * dataset.FeatureCount), [size, dataset.FeatureCount]);
            var outputs = model.call(objective.Inputs(features)).contiguous();
            var values = MemoryMarshal.Cast<byte, float>(outputs.bytes);
            var width = values.Length / size;
            for (var i = 0; i < size; i++)
                visitor(start + i, values.Slice(i * width, width));
        }
    }
}

using System.Numerics.Tensors;
using Federated.Domain.Errors;
using Federated.Domain.Metrics;
using Federated.Domain.Models;
using Federated.Domain.Plans;
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

    /// <summary>Everything that can be measured of a model over a whole dataset, exactly (<see cref="MetricTally"/>). Blocks; run it on a worker thread.</summary>
    /// <param name="model">Inputs and outputs must fit the dataset.</param>
    /// <param name="parameters">Flat, in the order of the model's layout.</param>
    /// <param name="dataset">Scaled as for training; not empty.</param>
    /// <param name="target">How targets were scaled (<see cref="PlanData.Constants"/>), so that errors come out in their own unit; null for not at all.</param>
    /// <param name="batchSize">Examples at a time, at least 1; bounds the memory. Default 1,024.</param>
    /// <param name="threads">Threads of libtorch, for the whole process. Default 1.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="FederatedException">As <see cref="Evaluate"/>.</exception>
    public static MetricReport Measure(
        ModelSpecification model, ReadOnlyMemory<float> parameters, Dataset dataset, (double Offset, double Scale)? target = null, int batchSize = 1024,
        int threads = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var tally = new MetricTally(model.Objective is Objective.CrossEntropy or Objective.BinaryCrossEntropy ? ClassOutputs.Classes(model.Outputs) : 0);
        Count(model, parameters, dataset, tally, null, target ?? (0, 1), batchSize, threads, cancellation);
        return tally.Report();
    }

    /// <summary>Shows every example, with what the model makes of it, to a tally, in the dataset's order. Blocks; run it on a worker thread.</summary>
    /// <param name="model">Inputs and outputs must fit the dataset.</param>
    /// <param name="parameters">Flat, in the order of the model's layout.</param>
    /// <param name="dataset">Scaled as for training.</param>
    /// <param name="tally">Takes the examples.</param>
    /// <param name="next">Told which example comes next; null for nobody.</param>
    /// <param name="target">How targets were scaled.</param>
    /// <param name="batchSize">Examples at a time, as <see cref="ModelOutputs.Visit"/> says.</param>
    /// <param name="threads">Threads of libtorch, for the whole process.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="FederatedException">As <see cref="Evaluate"/>.</exception>
    public static void Count(
        ModelSpecification model, ReadOnlyMemory<float> parameters, Dataset dataset, IExampleTally tally, Action<int>? next, (double Offset, double Scale) target,
        int batchSize, int threads = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(tally);
        ModelOutputs.Visit(
            model, parameters, dataset,
            (index, outputs) =>
            {
                next?.Invoke(index);
                Add(model, dataset, index, outputs, tally, target);
            },
            batchSize, threads, cancellation);
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

    private static void Add(ModelSpecification model, Dataset dataset, int index, ReadOnlySpan<float> outputs, IExampleTally tally, (double Offset, double Scale) target)
    {
        switch (model.Objective)
        {
            case Objective.CrossEntropy or Objective.BinaryCrossEntropy:
                tally.AddClass(outputs, (int)dataset.Labels.Span[index]);
                break;
            case Objective.MeanSquaredError or Objective.MeanAbsoluteError or Objective.Huber:
                tally.AddNumber((outputs[0] * target.Scale) + target.Offset, (dataset.Targets.Span[index] * target.Scale) + target.Offset);
                break;
            case Objective.NextToken:
                AddTokens(dataset.Row(index), outputs, model.Layers[^1].Output[^1], tally);
                break;
            case Objective.Reconstruction:
                tally.AddLoss(TensorPrimitives.SumOfSquares<float>(Differences(outputs, dataset.Row(index))) / outputs.Length);
                break;
            default:
                throw new FederatedException(ErrorCodes.PlanInvalid, $"Models of objective {model.Objective} cannot be measured; wanted one of classes, numbers, next tokens or reconstruction.");
        }
    }

    /// <summary>At every place the token after it is to be predicted; the last token of a row has none after it.</summary>
    private static void AddTokens(ReadOnlySpan<float> row, ReadOnlySpan<float> outputs, int vocabulary, IExampleTally tally)
    {
        var places = Math.Min(outputs.Length / vocabulary, row.Length - 1);
        var next = new int[places];
        for (var place = 0; place < places; place++)
            next[place] = (int)row[place + 1];
        tally.AddSequence(outputs[..(places * vocabulary)], next, TextPlan.Padding);
    }

    private static float[] Differences(ReadOnlySpan<float> outputs, ReadOnlySpan<float> inputs)
    {
        var differences = new float[outputs.Length];
        TensorPrimitives.Subtract(outputs, inputs, differences);
        return differences;
    }
}

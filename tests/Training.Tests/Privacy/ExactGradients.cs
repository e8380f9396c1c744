using System.Runtime.InteropServices;
using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Training.Models;
using Federated.Training.Objectives;
using static TorchSharp.torch;

namespace Federated.Training.Tests.Privacy;

/// <summary>The slow reference: one example at a time, the whole gradient by autograd, clipped in plain arithmetic.</summary>
internal static class ExactGradients
{
    /// <summary>The gradient of one example, [ParameterCount], unclipped.</summary>
    internal static double[] Of(ModelSpecification specification, float[] parameters, Dataset data, int index)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        using var model = new TorchModel(specification, ScalarType.Float64);
        model.Load(parameters);
        var objective = TorchObjective.Of(specification.Objective);
        var features = tensor(data.Row(index).ToArray(), [1, data.FeatureCount], dtype: ScalarType.Float64);
        var loss = objective.Loss(model.call(objective.Inputs(features)), features, objective.Answers(data, index, 1), nn.Reduction.Sum);
        var gradients = autograd.grad([loss], [.. model.Ordered]);
        var flat = new double[specification.ParameterCount];
        for (var i = 0; i < gradients.Count; i++)
            MemoryMarshal.Cast<byte, double>(gradients[i].contiguous().bytes).CopyTo(flat.AsSpan(specification.Layout.OffsetOf(specification.Layout.Tensors[i].Name)));
        return flat;
    }

    internal static double[] ClippedSum(ModelSpecification specification, float[] parameters, Dataset data, IEnumerable<int> sample, double bound)
    {
        var sum = new double[specification.ParameterCount];
        foreach (var index in sample)
        {
            var gradient = Of(specification, parameters, data, index);
            var norm = Norm(gradient);
            if (!double.IsFinite(norm)) continue;
            var factor = norm > bound ? bound / norm : 1;
            for (var i = 0; i < sum.Length; i++) sum[i] += factor * gradient[i];
        }
        return sum;
    }

    internal static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));

    internal static double Distance(double[] left, double[] right) => Norm([.. left.Zip(right, (a, b) => a - b)]);
}

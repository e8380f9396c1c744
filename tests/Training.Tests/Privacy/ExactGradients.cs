using System.Runtime.InteropServices;
using Federated.Training.Data;
using Federated.Training.Models;
using static TorchSharp.torch;

namespace Federated.Training.Tests.Privacy;

/// <summary>The slow reference: one example at a time, the whole gradient by autograd, clipped in plain arithmetic.</summary>
internal static class ExactGradients
{
    /// <summary>The gradient of one example, [ParameterCount], unclipped.</summary>
    internal static double[] Of(MlpSpecification specification, float[] parameters, Dataset data, int index)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var values = specification.Parameters
            .Select(slot => tensor(parameters[slot.Offset..(slot.Offset + slot.Length)], [.. slot.Shape.Select(size => (long)size)], dtype: ScalarType.Float64).requires_grad_())
            .ToArray();
        var at = tensor(data.Row(index).ToArray(), [1, data.FeatureCount], dtype: ScalarType.Float64);
        for (var layer = 0; layer < values.Length / 2; layer++)
        {
            if (layer > 0)
            {
                at = specification.Activation switch
                {
                    Activation.Relu => at.relu(),
                    Activation.Tanh => at.tanh(),
                    _ => at.sigmoid(),
                };
            }
            at = at.matmul(values[2 * layer].t()) + values[2 * layer + 1];
        }
        var loss = nn.functional.cross_entropy(at, tensor([data.Labels.Span[index]], [1]));
        var gradients = autograd.grad([loss], values);
        var flat = new double[specification.ParameterCount];
        for (var i = 0; i < values.Length; i++)
            MemoryMarshal.Cast<byte, double>(gradients[i].contiguous().bytes).CopyTo(flat.AsSpan(specification.Parameters[i].Offset));
        return flat;
    }

    internal static double[] ClippedSum(MlpSpecification specification, float[] parameters, Dataset data, IEnumerable<int> sample, double bound)
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

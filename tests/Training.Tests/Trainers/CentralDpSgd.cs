using System.Numerics.Tensors;
using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Domain.Models.Layers;

namespace Federated.Training.Tests.Trainers;

/// <summary>
/// DP-SGD on one machine that holds all records (Abadi et al., 1607.00133, algorithm 1, Poisson samples, heavy-ball momentum), in
/// plain float64 arithmetic: no torch, no partners, no grid. The model alone is float32, as a model file is.
/// </summary>
internal sealed class CentralDpSgd
{
    private readonly ModelSpecification _model;
    private readonly double[] _weights;
    private readonly double[] _velocity;
    private readonly int[] _widths;

    internal CentralDpSgd(ModelSpecification model, float[] initial)
    {
        Assert.All(model.Layers, placed => Assert.True(placed.Layer is LinearLayer or ActivationLayer { Function: Activation.Tanh }, "The reference knows tanh alone."));
        _model = model;
        Parameters = [.. initial];
        _weights = Array.ConvertAll(initial, value => (double)value);
        _velocity = new double[initial.Length];
        _widths = [model.Inputs, .. model.Layers.Select(placed => placed.Layer).OfType<LinearLayer>().Select(layer => layer.Outputs)];
    }

    internal float[] Parameters { get; }

    /// <summary>The sum of the examples' gradients, each clipped to the bound, at the parameters of now.</summary>
    internal double[] Sum(Dataset data, IEnumerable<int> sample, double bound)
    {
        var sum = new double[_weights.Length];
        foreach (var index in sample)
            AddClipped(sum, data.Row(index), (int)data.Labels.Span[index], bound);
        return sum;
    }

    /// <summary>v = momentum v + (sum + noise) / divisor; the parameters go down along v.</summary>
    internal void Step(double[] sum, double[] noise, double divisor, double rate, double momentum)
    {
        for (var i = 0; i < _weights.Length; i++)
        {
            _velocity[i] = (momentum * _velocity[i]) + ((sum[i] + noise[i]) / divisor);
            Parameters[i] = (float)(_weights[i] - (rate * _velocity[i]));
            _weights[i] = Parameters[i];
        }
    }

    private void AddClipped(double[] sum, ReadOnlySpan<float> example, int label, double bound)
    {
        var layers = _widths.Length - 1;
        var inputs = new double[layers + 1][];
        inputs[0] = new double[example.Length];
        TensorPrimitives.ConvertChecked<float, double>(example, inputs[0]);
        for (var layer = 0; layer < layers; layer++)
            inputs[layer + 1] = Forward(layer, inputs[layer], squash: layer < layers - 1);

        var errors = new double[layers][];
        errors[^1] = Softmax(inputs[layers]);
        errors[^1][label] -= 1;
        for (var layer = layers - 1; layer > 0; layer--)
            errors[layer - 1] = Backward(layer, errors[layer], inputs[layer]);

        // A layer's gradient is the outer product of its errors and its inputs, with a 1 for the bias.
        var squares = 0.0;
        for (var layer = 0; layer < layers; layer++)
            squares += TensorPrimitives.SumOfSquares<double>(errors[layer]) * (TensorPrimitives.SumOfSquares<double>(inputs[layer]) + 1);
        var factor = Math.Min(1, bound / Math.Sqrt(squares));
        for (var layer = 0; layer < layers; layer++)
        {
            for (var to = 0; to < errors[layer].Length; to++)
            {
                var error = factor * errors[layer][to];
                var row = sum.AsSpan(Weights(layer) + (to * _widths[layer]), _widths[layer]);
                TensorPrimitives.MultiplyAdd(inputs[layer], error, row, row);
                sum[Biases(layer) + to] += error;
            }
        }
    }

    private double[] Forward(int layer, double[] input, bool squash)
    {
        var output = new double[_widths[layer + 1]];
        for (var to = 0; to < output.Length; to++)
        {
            output[to] = _weights[Biases(layer) + to] + TensorPrimitives.Dot<double>(_weights.AsSpan(Weights(layer) + (to * input.Length), input.Length), input);
            if (squash)
                output[to] = Math.Tanh(output[to]);
        }

        return output;
    }

    private double[] Backward(int layer, double[] errors, double[] input)
    {
        var back = new double[input.Length];
        for (var to = 0; to < errors.Length; to++)
            TensorPrimitives.MultiplyAdd(_weights.AsSpan(Weights(layer) + (to * input.Length), input.Length), errors[to], back, back);
        for (var i = 0; i < back.Length; i++)
            back[i] *= 1 - (input[i] * input[i]);
        return back;
    }

    private static double[] Softmax(double[] logits)
    {
        var largest = logits.Max();
        var powers = Array.ConvertAll(logits, value => Math.Exp(value - largest));
        var total = powers.Sum();
        return Array.ConvertAll(powers, value => value / total);
    }

    private int Weights(int layer) => _model.Layout.OffsetOf(_model.Layout.Tensors[2 * layer].Name);

    private int Biases(int layer) => _model.Layout.OffsetOf(_model.Layout.Tensors[(2 * layer) + 1].Name);
}

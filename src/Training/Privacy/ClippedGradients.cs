using System.Runtime.InteropServices;
using Federated.Domain.Errors;
using Federated.Training.Data;
using Federated.Training.Models;
using Federated.Training.Trainers;
using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// The sum over a sample of the cross-entropy gradients of single examples, each scaled down to an L2 norm of at most
/// C (1 - 2^-10) over the whole flat parameter vector (Abadi et al., "Deep Learning with Differential Privacy", 2016, section
/// 3.1). One forward and one backward pass: the norm of an example's gradient is the root of sum over layers
/// (|a|^2 + 1) |g|^2, with a layer's input a and the gradient g of its output (Goodfellow, arXiv 1510.01799), and the clipped
/// sum is one weighted matrix product a layer.
/// </summary>
/// <remarks>
/// All arithmetic is float64. That is for the guarantee, not for accuracy: adding or taking away one example shifts the others
/// within their microbatches and changes every rounding, which in float32 could exceed the reserved 2^-10 C for a thousand
/// examples; in float64 it stays below 2^-11 C up to a million. An example whose gradient is not finite counts as zero.
/// </remarks>
public static class ClippedGradients
{
    private const ScalarType Working = ScalarType.Float64;

    /// <summary>Sums the clipped gradients of a sample. Blocks; run it on a worker thread.</summary>
    /// <param name="model">Inputs and outputs must fit the data.</param>
    /// <param name="parameters">[ParameterCount], finite.</param>
    /// <param name="data">The node's examples.</param>
    /// <param name="sample">Which of them; drawn from as many as there are.</param>
    /// <param name="options">The bound and the size of a pass.</param>
    /// <param name="progress">Told after each pass, on this thread if it is synchronous.</param>
    /// <param name="cancellation">Looked at between passes.</param>
    /// <returns>[ParameterCount], not divided by anything; zeros for an empty sample.</returns>
    /// <exception cref="FederatedException">The data does not fit (<see cref="ErrorCodes.DataMismatch"/>), an option is out of
    /// range (<see cref="ErrorCodes.PlanInvalid"/>), the parameters are not finite (<see cref="ErrorCodes.TrainingFailed"/>), or
    /// there is no libtorch (<see cref="ErrorCodes.TorchUnavailable"/>).</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two passes.</exception>
    public static double[] Sum(
        MlpSpecification model,
        ReadOnlyMemory<float> parameters,
        PreparedDataset data,
        PoissonSample sample,
        ClippingOptions options,
        IProgress<PrivateProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ModelFit.Check(model, parameters.Length, data.Dataset);
        if (sample.Population != data.Count)
            throw new FederatedException(ErrorCodes.DataMismatch, $"The sample was drawn from {sample.Population} examples, the data has {data.Count}. Draw it from this data.");
        foreach (var value in parameters.Span)
        {
            if (!float.IsFinite(value))
                throw new FederatedException(ErrorCodes.TrainingFailed, "The global parameters are not all finite, so they have no gradient. Lower the learning rate of the plan.");
        }
        return TorchRuntime.Run(options.Threads, () => SumInScope(model, parameters, data, sample, options, progress, cancellation));
    }

    private static double[] SumInScope(
        MlpSpecification model, ReadOnlyMemory<float> parameters, PreparedDataset data, PoissonSample sample, ClippingOptions options,
        IProgress<PrivateProgress>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var layers = Layers(model, parameters);
        // As many passes as a usual sample needs at most, so that time does not tell the size of this one.
        var size = options.Microbatch;
        var passes = (Math.Max(sample.Indices.Length, sample.UsualMost) + size - 1L) / size;
        var rows = new long[size];
        var weights = new double[size];
        for (long pass = 0; pass < passes; pass++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            Fill(sample.Indices.Span, pass * size, rows, weights);
            var indices = tensor(rows, [size]);
            AddPass(
                model, layers, data.Features.index_select(0, indices).to_type(Working), data.Labels.index_select(0, indices),
                tensor(weights, [size]), options.ExampleBound);
            progress?.Report(new PrivateProgress(pass + 1, passes));
        }
        return Flat(model, layers);
    }

    /// <summary>One forward and one backward pass; the layers' sums grow by the clipped gradients.</summary>
    private static void AddPass(MlpSpecification model, Layer[] layers, Tensor features, Tensor labels, Tensor weights, double bound)
    {
        var inputs = new Tensor[layers.Length];
        var outputs = new Tensor[layers.Length];
        for (var i = 0; i < layers.Length; i++)
        {
            inputs[i] = i == 0 ? features : TorchMlp.Apply(model.Activation, outputs[i - 1]);
            outputs[i] = nn.functional.linear(inputs[i], layers[i].Weight, layers[i].Bias);
            // The graph starts here: nothing asks for the gradient of a parameter.
            if (i == 0) outputs[i].requires_grad_();
        }
        var loss = nn.functional.cross_entropy(outputs[^1], labels, reduction: nn.Reduction.Sum);
        var gradients = autograd.grad([loss], outputs);

        using var quiet = no_grad();
        var squares = zeros(weights.shape[0], Working);
        for (var i = 0; i < layers.Length; i++)
            squares.add_(inputs[i].square().sum(dim: 1).add(1).mul(gradients[i].square().sum(dim: 1)));

        // In float64 no square of finite values overflows, so a sum that is not finite means a value that is not.
        var broken = squares.isfinite().eq(0);
        var factors = squares.masked_fill(broken, 0).sqrt_().reciprocal().mul_(bound).clamp_(max: 1).mul_(weights).masked_fill_(broken, 0);
        var brokenRows = broken.unsqueeze(1);
        var factorRows = factors.unsqueeze(1);
        for (var i = 0; i < layers.Length; i++)
        {
            // Zero times infinity is not zero: broken rows are cleared, not only weighted. Always, so that time tells nothing.
            var scaled = gradients[i].mul(factorRows).masked_fill_(brokenRows, 0);
            layers[i].WeightSum.addmm_(scaled.t(), inputs[i].masked_fill_(brokenRows, 0));
            // The dimension is named: a bare 0 would be taken for the element type.
            layers[i].BiasSum.add_(scaled.sum(dim: 0));
        }
    }

    private static void Fill(ReadOnlySpan<int> sample, long start, long[] rows, double[] weights)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var chosen = start + i < sample.Length;
            rows[i] = chosen ? sample[(int)(start + i)] : 0;
            weights[i] = chosen ? 1 : 0;
        }
    }

    private static Layer[] Layers(MlpSpecification model, ReadOnlyMemory<float> parameters)
    {
        var layers = new Layer[model.Parameters.Count / 2];
        for (var i = 0; i < layers.Length; i++)
        {
            Tensor weight = Loaded(model.Parameters[2 * i], parameters), bias = Loaded(model.Parameters[2 * i + 1], parameters);
            layers[i] = new Layer(weight, bias, zeros_like(weight), zeros_like(bias));
        }
        return layers;
    }

    private static Tensor Loaded(ParameterSlot slot, ReadOnlyMemory<float> parameters) =>
        tensor(parameters.Slice(slot.Offset, slot.Length).ToArray(), [.. slot.Shape.Select(size => (long)size)], dtype: Working);

    private static double[] Flat(MlpSpecification model, Layer[] layers)
    {
        var flat = new double[model.ParameterCount];
        for (var i = 0; i < layers.Length; i++)
        {
            Copy(layers[i].WeightSum, model.Parameters[2 * i], flat);
            Copy(layers[i].BiasSum, model.Parameters[2 * i + 1], flat);
        }
        return flat;
    }

    private static void Copy(Tensor sum, ParameterSlot slot, double[] flat) =>
        MemoryMarshal.Cast<byte, double>(sum.bytes).CopyTo(flat.AsSpan(slot.Offset, slot.Length));

    private sealed record Layer(Tensor Weight, Tensor Bias, Tensor WeightSum, Tensor BiasSum);
}

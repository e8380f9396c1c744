using System.Runtime.InteropServices;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Training.Models;
using Federated.Training.Objectives;
using Federated.Training.Trainers;
using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// The sum over a sample of the loss gradients of single examples, each scaled down to an L2 norm of at most
/// C (1 - 2^-10) over the whole flat parameter vector (Abadi et al., "Deep Learning with Differential Privacy", 2016, section
/// 3.1). One forward and one backward pass, which ask for the gradients of the values of those operations that touch a parameter;
/// each operation then has a rule (<see cref="ClippedSite"/>) for the norms of single examples' gradients and for their weighted sum.
/// </summary>
/// <remarks>
/// All arithmetic is float64. That is for the guarantee, not for accuracy: adding or taking away one example shifts the others
/// within their microbatches and changes every rounding, which in float32 could exceed the reserved 2^-10 C for a thousand
/// examples; in float64 it stays below 2^-11 C up to a million. An example whose gradient is not finite counts as zero.
/// </remarks>
public static class ClippedGradients
{
    private const ScalarType Working = ScalarType.Float64;
    private static readonly IEqualityComparer<Tensor> TensorIdentity = ReferenceEqualityComparer.Instance;

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
        ModelSpecification model,
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
        ModelSpecification model, ReadOnlyMemory<float> parameters, PreparedDataset data, PoissonSample sample, ClippingOptions options,
        IProgress<PrivateProgress>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        using var torchModel = new TorchModel(model, Working, trained: false);
        torchModel.Load(parameters.Span);
        var objective = TorchObjective.Of(model.Objective);
        var sums = torchModel.Ordered.ToDictionary(parameter => parameter, parameter => zeros_like(parameter), TensorIdentity);
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
                torchModel, objective, sums, data.Features.index_select(0, indices).to_type(Working), data.Answers(objective).index_select(0, indices),
                tensor(weights, [size]), options.ExampleBound);
            progress?.Report(new PrivateProgress(pass + 1, passes));
        }

        return Flat(torchModel, sums);
    }

    /// <summary>One forward and one backward pass; the sums grow by the clipped gradients.</summary>
    private static void AddPass(
        TorchModel model, TorchObjective objective, Dictionary<Tensor, Tensor> sums, Tensor features, Tensor labels, Tensor weights, double bound)
    {
        var tape = new ClippingTape();
        var outputs = model.Forward(objective.Inputs(features), new ForwardPass { Tape = tape });
        var loss = objective.Loss(outputs, features, labels, nn.Reduction.Sum);
        var gradients = autograd.grad([loss], [.. tape.Sites.Select(site => site.Output)]);

        using var quiet = no_grad();
        var squares = zeros(weights.shape[0], Working);
        for (var i = 0; i < gradients.Count; i++)
            squares.add_(tape.Sites[i].SquaredNorms(gradients[i]));

        // In float64 no square of finite values overflows, so a sum that is not finite means a value that is not.
        var broken = squares.isfinite().eq(0);
        var factors = squares.masked_fill(broken, 0).sqrt_().reciprocal().mul_(bound).clamp_(max: 1).mul_(weights).masked_fill_(broken, 0);
        for (var i = 0; i < gradients.Count; i++)
            tape.Sites[i].AddTo(gradients[i], factors, broken, [.. tape.Sites[i].Parameters.Select(parameter => sums[parameter])]);
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

    private static double[] Flat(TorchModel model, Dictionary<Tensor, Tensor> sums)
    {
        var layout = model.Specification.Layout;
        var flat = new double[layout.ParameterCount];
        for (var i = 0; i < model.Ordered.Count; i++)
            MemoryMarshal.Cast<byte, double>(sums[model.Ordered[i]].bytes).CopyTo(flat.AsSpan(layout.OffsetOf(layout.Tensors[i].Name)));
        return flat;
    }
}

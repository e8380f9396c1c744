using System.Numerics.Tensors;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Training.Privacy;

namespace Federated.Training.Trainers;

/// <summary>
/// A node's part of one round of DP-FedSGD in mode <c>record-central</c> (DESIGN section 7): the sum of the clipped gradients
/// of its secret sample, projected onto a ball whose radius is a constant of the plan. It always has full length and always
/// goes out, zeros for an empty sample included.
/// </summary>
/// <remarks>
/// Guarantee: adding or removing one record moves the result by at most C in L2. The node adds no noise, so the result is for
/// the coordinator's eyes only. Limit: the coordinator cannot check that an example was clipped, only the radius. Timing: a call
/// does the work of the usual largest sample (<see cref="PoissonSample.UsualMost"/>), whatever was drawn, and the same
/// operations whether or not gradients are finite or clipped; above that size, less than once in 10^8 rounds, it takes one
/// more pass. Times must not go into the ledger all the same (PRIVACY section 11).
/// </remarks>
public static class RecordCentralTrainer
{
    /// <summary>Below 1 by more than the rounding to float32, so that the result keeps within the radius.</summary>
    private const double Inside = 1 - 1.0 / (1 << 20);

    /// <summary>Computes a round's sum. Blocks; run it on a worker thread.</summary>
    /// <param name="model">Inputs and outputs must fit the data.</param>
    /// <param name="parameters">The global parameters, in the order of the model's layout. Not written to.</param>
    /// <param name="data">The node's examples, kept by torch from round to round.</param>
    /// <param name="sample">The round's draw from them.</param>
    /// <param name="options">Constants of the plan.</param>
    /// <param name="progress">Told after each pass, on this thread if it is synchronous.</param>
    /// <param name="cancellation">Looked at between passes.</param>
    /// <returns>[ParameterCount], not divided by anything, of L2 norm at most the radius.</returns>
    /// <exception cref="FederatedException">The data does not fit (<see cref="ErrorCodes.DataMismatch"/>), an option is out of
    /// range (<see cref="ErrorCodes.PlanInvalid"/>), the parameters are not finite or libtorch fails
    /// (<see cref="ErrorCodes.TrainingFailed"/>), or there is no libtorch (<see cref="ErrorCodes.TorchUnavailable"/>).</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two passes.</exception>
    public static float[] Sum(
        ModelSpecification model,
        ReadOnlyMemory<float> parameters,
        PreparedDataset data,
        PoissonSample sample,
        RecordCentralOptions options,
        IProgress<PrivateProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var sum = ClippedGradients.Sum(model, parameters, data, sample, options.Clipping, progress, cancellation);
        var norm = TensorPrimitives.Norm<double>(sum);
        var radius = options.ProjectionRadius * Inside;
        // The projection onto a ball is non-expansive: two sums are no farther apart after it than before.
        if (norm > radius) TensorPrimitives.Multiply(sum, radius / norm, sum);
        return Array.ConvertAll(sum, value => (float)value);
    }
}

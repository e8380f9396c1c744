using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Strategies;

/// <summary>
/// q-FedAvg (Li et al., "Fair Resource Allocation in Federated Learning", 1905.10497, algorithm 2): minimises
/// sum p_k F_k^(q+1)/(q+1), so that partners with a high loss count for more. With the node's change of the model dw_k, its loss F_k at the
/// global model and L = 1/eta, x = x + sum(F_k^q dw_k) / sum(h_k), h_k = q F_k^(q-1) L |dw_k|^2 + F_k^q.
/// </summary>
/// <remarks>
/// Both sums of the paper are over L here, which cancels. h_k travels as the one value <c>q-fedavg.h</c> behind the update, in units of
/// <see cref="Unit"/>. The weights are the plan's, the paper's p_k. q = 0 is FedAvg. No moments.
/// </remarks>
public sealed class QFedAvg : IServerStrategy
{
    /// <summary>What 1 in <c>q-fedavg.h</c> stands for; a power of two, so that the scaling is exact.</summary>
    public const double Unit = 1024;

    /// <summary>Added to a loss, as the authors' code does, so that a loss of 0 has a power.</summary>
    private const double LeastLoss = 1e-10;

    /// <inheritdoc/>
    public string Name => StrategySpecification.QFedAvgKind;

    /// <summary>The tensor that travels behind the update.</summary>
    internal static ParameterTensor Steepness { get; } = AuxiliaryTensor.Scalar("q-fedavg.h");

    /// <inheritdoc/>
    public StrategyShape Shape { get; } = new() { Scalars = 1 };

    /// <inheritdoc/>
    public void Step(in StepPiece piece)
    {
        var steepness = piece.Scalars[0] * Unit;
        if (!(steepness > 0))
        {
            throw new FederatedException(ErrorCodes.RoundFailed,
                "Got a sum of h_k that is not positive, wanted a positive one. Training diverged, or every loss is 0; lower strategy.q.");
        }

        var model = piece.Model;
        var mean = piece.Mean;
        var next = piece.Next;
        for (var i = 0; i < next.Length; i++)
            next[i] = ParameterStep.Add(model[i], mean[i] / steepness, piece.First + i);
    }

    /// <summary>What a node sends: F^q dw, and h in units of <see cref="Unit"/>.</summary>
    /// <param name="q">From 0.</param>
    /// <param name="loss">F, the mean loss over the node's data at the global model, not negative.</param>
    /// <param name="learningRate">eta, the local step size.</param>
    /// <param name="change">dw, local minus global parameters.</param>
    /// <returns>One value more than <paramref name="change"/>.</returns>
    public static float[] Weighted(double q, double loss, double learningRate, ReadOnlySpan<float> change)
    {
        var power = Math.Pow(loss + LeastLoss, q);
        var square = 0.0;
        var update = new float[change.Length + 1];
        for (var i = 0; i < change.Length; i++)
        {
            square += (double)change[i] * change[i];
            update[i] = (float)(power * change[i]);
        }

        var steepness = (q * Math.Pow(loss + LeastLoss, q - 1) * square / learningRate) + power;
        update[^1] = (float)(steepness / Unit);
        return update;
    }
}

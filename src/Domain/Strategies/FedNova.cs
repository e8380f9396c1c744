using Federated.Domain.Models;

namespace Federated.Domain.Strategies;

/// <summary>
/// FedNova (Wang et al., "Tackling the Objective Inconsistency Problem in Heterogeneous Federated Optimization", 2007.07481,
/// equation 6): a node sends its update over |a_i|_1, what its local steps add up to; the server steps along
/// tau_eff mean(d_i), tau_eff being the mean of the |a_i|_1. So a partner that makes many steps does not pull the model towards its own
/// optimum.
/// </summary>
/// <remarks>
/// |a_i|_1 travels as the one value <c>fednova.tau</c> behind the update, in units of <see cref="TauUnit"/> steps so that the plan's
/// coordinate bound holds for it too, and is summed exactly with the rest under the same weights. No moments.
/// </remarks>
public sealed class FedNova : IServerStrategy
{
    /// <summary>Steps that 1 in <c>fednova.tau</c> stands for; a power of two, so that the scaling is exact.</summary>
    public const double TauUnit = 1024;

    private readonly double _learningRate;

    /// <param name="learningRate">Factor of the step; finite and positive. The paper has 1.</param>
    /// <exception cref="Federated.Domain.Errors.FederatedException">FED-1001 when it is out of range.</exception>
    public FedNova(double learningRate) => _learningRate = StrategyNumbers.Positive("learning rate", learningRate);

    /// <inheritdoc/>
    public string Name => StrategySpecification.FedNovaKind;

    /// <summary>The tensor that travels behind the update.</summary>
    internal static ParameterTensor Tau { get; } = AuxiliaryTensor.Scalar("fednova.tau");

    /// <inheritdoc/>
    public StrategyShape Shape { get; } = new() { Scalars = 1 };

    /// <inheritdoc/>
    public void Step(in StepPiece piece)
    {
        // Below zero it can only be noise of a private mode.
        var step = _learningRate * Math.Max(0, piece.Scalars[0]) * TauUnit;
        var model = piece.Model;
        var mean = piece.Mean;
        var next = piece.Next;
        for (var i = 0; i < next.Length; i++)
            next[i] = ParameterStep.Add(model[i], step * mean[i], piece.First + i);
    }

    /// <summary>
    /// |a_i|_1 (section 4.1, examples): the length of the update that a constant gradient of 1 would make, over the learning rate. It is
    /// the number of steps for plain SGD, [tau - rho (1 - rho^tau)/(1 - rho)]/(1 - rho) with momentum rho, and
    /// [1 - (1 - eta mu)^tau]/(eta mu) with a proximal term.
    /// </summary>
    /// <param name="steps">tau, local steps taken, at least 1.</param>
    /// <param name="learningRate">eta.</param>
    /// <param name="momentum">rho, from 0 to below 1, as PyTorch's SGD has it.</param>
    /// <param name="proximalMu">mu, 0 for none; eta mu is below 1.</param>
    public static double AccumulatedSteps(long steps, double learningRate, double momentum, double proximalMu)
    {
        double velocity = 0, moved = 0;
        for (var step = 0L; step < steps; step++)
        {
            velocity = (momentum * velocity) + 1 - (learningRate * proximalMu * moved);
            moved += velocity;
        }

        return moved;
    }
}

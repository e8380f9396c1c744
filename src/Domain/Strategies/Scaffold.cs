using Federated.Domain.Models;

namespace Federated.Domain.Strategies;

/// <summary>
/// SCAFFOLD (Karimireddy et al., "SCAFFOLD: Stochastic Controlled Averaging for Federated Learning", 1910.06378, algorithm 1): nodes
/// correct their local steps by c - c_i, the difference of the server's control variate and their own, and send both the
/// change of the model and that of c_i: x = x + learningRate mean(dy_i), c = c + |S|/N mean(dc_i).
/// </summary>
/// <remarks>
/// <para>
/// The update is the change of the model, then that of c_i (<c>scaffold.delta/...</c>). The published file is the model, then
/// c in float32 (<c>scaffold.control/...</c>); the moment <c>control</c> keeps c in float64. Every partner weighs the same, as in
/// the paper: that keeps c equal to the mean of all N partners' c_i, those included who were not drawn.
/// </para>
/// <para>c_i stays at its node (option II of the paper) and changes only with a committed round that counted the node's update.</para>
/// </remarks>
public sealed class Scaffold : IServerStrategy
{
    private readonly double _learningRate;
    private readonly double _participation;

    /// <param name="learningRate">The paper's eta_g; finite and positive, 1 in its experiments.</param>
    /// <param name="participation">|S|/N: the divisor of the mean over the partners of the run, above 0, at most 1.</param>
    /// <exception cref="Federated.Domain.Errors.FederatedException">FED-1001 when a number is out of range.</exception>
    public Scaffold(double learningRate, double participation)
    {
        _learningRate = StrategyNumbers.Positive("learning rate", learningRate);
        _participation = StrategyNumbers.Positive("participation", participation);
    }

    /// <inheritdoc/>
    public string Name => StrategySpecification.ScaffoldKind;

    /// <inheritdoc/>
    public StrategyShape Shape { get; } = new() { Moments = [new("control", 0)], HasControls = true };

    /// <inheritdoc/>
    public void Step(in StepPiece piece)
    {
        var model = piece.Model;
        var mean = piece.Mean;
        var deltas = piece.Controls;
        var next = piece.Next;
        var control = piece.FirstMoment;
        var published = piece.Published;
        for (var i = 0; i < next.Length; i++)
        {
            next[i] = ParameterStep.Add(model[i], _learningRate * mean[i], piece.First + i);
            control[i] += _participation * deltas[i];
            published[i] = ParameterStep.Add(0, control[i], piece.First + i);
        }
    }

    /// <summary>The tensors that travel behind an update.</summary>
    internal static IEnumerable<ParameterTensor> Deltas(ParameterLayout model) => AuxiliaryTensor.Like("scaffold.delta", model);

    /// <summary>The tensors that are published behind the model.</summary>
    internal static IEnumerable<ParameterTensor> Controls(ParameterLayout model) => AuxiliaryTensor.Like("scaffold.control", model);
}

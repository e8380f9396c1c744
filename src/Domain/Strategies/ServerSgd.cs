namespace Federated.Domain.Strategies;

/// <summary>
/// Gradient descent at the server with heavy-ball momentum: v = momentum v + mean(delta), x = x + learningRate v, v starting at zero
/// (FedAvgM; Hsu et al., 1909.06335; the form of PyTorch's SGD with dampening 0). Learning rate 1 without momentum is FedAvg.
/// </summary>
/// <remarks>The moment is <c>velocity</c>; without momentum there is none. A schedule gives each round its own instance and
/// passes the state on.</remarks>
public sealed class ServerSgd : IServerStrategy
{
    private static readonly StrategyShape WithVelocity = new() { Moments = [new("velocity", 0)] };
    private readonly double _learningRate;
    private readonly double _momentum;

    /// <param name="learningRate">Finite and positive.</param>
    /// <param name="momentum">From 0 to below 1.</param>
    /// <exception cref="Federated.Domain.Errors.FederatedException">FED-1001 when a number is out of range.</exception>
    public ServerSgd(double learningRate, double momentum)
    {
        _learningRate = StrategyNumbers.Positive("learning rate", learningRate);
        _momentum = StrategyNumbers.Fraction("momentum", momentum);
    }

    /// <inheritdoc/>
    public string Name => StrategySpecification.ServerSgdKind;

    /// <inheritdoc/>
    public StrategyShape Shape => _momentum == 0 ? StrategyShape.ModelAlone : WithVelocity;

    /// <inheritdoc/>
    public void Step(in StepPiece piece)
    {
        var model = piece.Model;
        var mean = piece.Mean;
        var next = piece.Next;
        var velocity = piece.FirstMoment;
        if (_momentum == 0)
        {
            for (var i = 0; i < next.Length; i++)
                next[i] = ParameterStep.Add(model[i], _learningRate * mean[i], piece.First + i);
            return;
        }

        for (var i = 0; i < next.Length; i++)
        {
            velocity[i] = _momentum * velocity[i] + mean[i];
            next[i] = ParameterStep.Add(model[i], _learningRate * velocity[i], piece.First + i);
        }
    }
}

namespace Federated.Domain.Strategies;

/// <summary>How the server turns the mean of a round's updates into the next model. Pure: the same input gives the same bits.</summary>
public interface IServerStrategy
{
    /// <summary>The kind as a plan spells it.</summary>
    string Name { get; }

    /// <summary>One step from <paramref name="model"/>.</summary>
    /// <param name="model">The global parameters, flat, in layout order.</param>
    /// <param name="pseudoGradient">The weighted mean of local minus global parameters, so that model + mean is FedAvg: it points
    /// downhill. Behind it the means of the strategy's <see cref="StrategySpecification.UpdateTensors"/>, if it has any.</param>
    /// <param name="state">What the previous step returned; <see cref="ServerState.Empty"/> at first.</param>
    /// <returns>The next model and state; the arguments are left as they are.</returns>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    /// <exception cref="Federated.Domain.Errors.FederatedException">
    /// FED-1307 when a parameter of the next model would not be finite; FED-1603 when <paramref name="state"/> is not this strategy's.
    /// </exception>
    ServerStep Apply(ReadOnlySpan<float> model, ReadOnlySpan<double> pseudoGradient, ServerState state);
}

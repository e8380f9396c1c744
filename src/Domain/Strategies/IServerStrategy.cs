namespace Federated.Domain.Strategies;

/// <summary>
/// How the server turns the mean of a round's updates into the next model, a piece of the model at a time. Pure: the same input gives the
/// same bits, however it is cut.
/// </summary>
public interface IServerStrategy
{
    /// <summary>The kind as a plan spells it.</summary>
    string Name { get; }

    /// <summary>What it keeps, wants and publishes beside the model.</summary>
    StrategyShape Shape => StrategyShape.ModelAlone;

    /// <summary>One step of the parameters in <paramref name="piece"/>.</summary>
    /// <exception cref="Federated.Domain.Errors.FederatedException">FED-1307 when a parameter of the next model would not be finite.</exception>
    void Step(in StepPiece piece);
}

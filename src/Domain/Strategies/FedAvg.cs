namespace Federated.Domain.Strategies;

/// <summary>
/// Federated averaging: the model becomes the weighted mean of the partners' models, x + mean(delta) (McMahan et al., 1602.05629,
/// algorithm 1). No parameters, no moments.
/// </summary>
public sealed class FedAvg : IServerStrategy
{
    /// <inheritdoc/>
    public string Name => StrategySpecification.FedAvgKind;

    /// <inheritdoc/>
    public void Step(in StepPiece piece)
    {
        var next = piece.Next;
        for (var i = 0; i < next.Length; i++)
            next[i] = ParameterStep.Add(piece.Model[i], piece.Mean[i], piece.First + i);
    }
}

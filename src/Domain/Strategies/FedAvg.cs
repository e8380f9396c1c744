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
    public ServerStep Apply(ReadOnlySpan<float> model, ReadOnlySpan<double> pseudoGradient, ServerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ParameterStep.CheckLengths(model.Length, pseudoGradient.Length);
        var next = new float[model.Length];
        for (var i = 0; i < next.Length; i++)
            next[i] = ParameterStep.Add(model[i], pseudoGradient[i], i);
        return new(next, new(state.Step + 1, state.Moments));
    }
}

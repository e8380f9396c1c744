namespace Federated.Domain.Strategies;

/// <summary>
/// FedAdam (Reddi et al., "Adaptive Federated Optimization", 2003.00295, algorithm 2): m = beta1 m + (1 - beta1) D,
/// v = beta2 v + (1 - beta2) D^2, x = x + learningRate m / (sqrt(v) + epsilon), D being the mean of the updates.
/// </summary>
/// <remarks>
/// As in the paper there is no bias correction; instead v starts at epsilon^2 (the paper asks for at least that), and m at zero.
/// The paper's tau is epsilon here. Adam as Kingma and Ba have it (1412.6980, algorithm 1) corrects the bias and so takes other first
/// steps. The moments are <c>first</c> (m) and <c>second</c> (v).
/// </remarks>
public sealed class ServerAdam : IServerStrategy
{
    private const string First = "first";
    private const string Second = "second";
    private readonly double _learningRate;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;

    /// <param name="learningRate">The paper's eta; finite and positive.</param>
    /// <param name="beta1">Decay of the first moment, from 0 to below 1, such as 0.9.</param>
    /// <param name="beta2">Decay of the second moment, from 0 to below 1, such as 0.99.</param>
    /// <param name="epsilon">The paper's tau, the degree of adaptivity; finite and positive, such as 1e-3.</param>
    /// <exception cref="Federated.Domain.Errors.FederatedException">FED-1001 when a number is out of range.</exception>
    public ServerAdam(double learningRate, double beta1, double beta2, double epsilon)
    {
        _learningRate = StrategyNumbers.Positive("learning rate", learningRate);
        _beta1 = StrategyNumbers.Fraction("beta1", beta1);
        _beta2 = StrategyNumbers.Fraction("beta2", beta2);
        _epsilon = StrategyNumbers.Positive("epsilon", epsilon);
    }

    /// <inheritdoc/>
    public string Name => StrategySpecification.ServerAdamKind;

    /// <inheritdoc/>
    public ServerStep Apply(ReadOnlySpan<float> model, ReadOnlySpan<double> pseudoGradient, ServerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ParameterStep.CheckLengths(model.Length, pseudoGradient.Length);
        var first = state.CopyMoment(First, model.Length, initial: 0);
        var second = state.CopyMoment(Second, model.Length, initial: _epsilon * _epsilon);
        var next = new float[model.Length];
        for (var i = 0; i < next.Length; i++)
        {
            var gradient = pseudoGradient[i];
            first[i] = _beta1 * first[i] + (1 - _beta1) * gradient;
            second[i] = _beta2 * second[i] + (1 - _beta2) * gradient * gradient;
            next[i] = ParameterStep.Add(model[i], _learningRate * first[i] / (Math.Sqrt(second[i]) + _epsilon), i);
        }
        var moments = new Dictionary<string, double[]>(StringComparer.Ordinal) { [First] = first, [Second] = second };
        return new(next, new(state.Step + 1, moments));
    }
}

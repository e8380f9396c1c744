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
    private readonly AdaptiveStep _step;
    private readonly double _beta2;

    /// <param name="learningRate">The paper's eta; finite and positive.</param>
    /// <param name="beta1">Decay of the first moment, from 0 to below 1, such as 0.9.</param>
    /// <param name="beta2">Decay of the second moment, from 0 to below 1, such as 0.99.</param>
    /// <param name="epsilon">The paper's tau, the degree of adaptivity; finite and positive, such as 1e-3.</param>
    /// <exception cref="Federated.Domain.Errors.FederatedException">FED-1001 when a number is out of range.</exception>
    public ServerAdam(double learningRate, double beta1, double beta2, double epsilon)
    {
        _step = new(learningRate, beta1, epsilon);
        _beta2 = StrategyNumbers.Fraction("beta2", beta2);
    }

    /// <inheritdoc/>
    public string Name => StrategySpecification.ServerAdamKind;

    /// <inheritdoc/>
    public StrategyShape Shape => _step.Shape;

    /// <inheritdoc/>
    public void Step(in StepPiece piece) => _step.Apply(piece, new Average(_beta2));

    private readonly struct Average(double beta2) : ISecondMoment
    {
        public double Next(double second, double gradient) => beta2 * second + (1 - beta2) * gradient * gradient;
    }
}

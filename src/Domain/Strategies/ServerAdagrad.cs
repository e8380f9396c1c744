namespace Federated.Domain.Strategies;

/// <summary>
/// FedAdagrad (Reddi et al., "Adaptive Federated Optimization", 2003.00295, algorithm 2): m = beta1 m + (1 - beta1) D,
/// v = v + D^2, x = x + learningRate m / (sqrt(v) + epsilon), D being the mean of the updates.
/// </summary>
/// <remarks>
/// v only grows, so the steps shrink as 1/sqrt(rounds). It starts at epsilon^2, and m at zero. The paper's experiments take beta1 = 0,
/// where m is D; a plan that wants that says so, for its default is 0.9. The moments are <c>first</c> (m) and <c>second</c> (v).
/// </remarks>
public sealed class ServerAdagrad : IServerStrategy
{
    private readonly AdaptiveStep _step;

    /// <param name="learningRate">The paper's eta; finite and positive.</param>
    /// <param name="beta1">Decay of the first moment, from 0 to below 1.</param>
    /// <param name="epsilon">The paper's tau, the degree of adaptivity; finite and positive, such as 1e-3.</param>
    /// <exception cref="Federated.Domain.Errors.FederatedException">FED-1001 when a number is out of range.</exception>
    public ServerAdagrad(double learningRate, double beta1, double epsilon) => _step = new(learningRate, beta1, epsilon);

    /// <inheritdoc/>
    public string Name => StrategySpecification.ServerAdagradKind;

    /// <inheritdoc/>
    public StrategyShape Shape => _step.Shape;

    /// <inheritdoc/>
    public void Step(in StepPiece piece) => _step.Apply(piece, default(Sum));

    private readonly struct Sum : ISecondMoment
    {
        public double Next(double second, double gradient) => second + gradient * gradient;
    }
}

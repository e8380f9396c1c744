namespace Federated.Domain.Strategies;

/// <summary>
/// FedYogi (Reddi et al., "Adaptive Federated Optimization", 2003.00295, algorithm 2): m = beta1 m + (1 - beta1) D,
/// v = v - (1 - beta2) D^2 sign(v - D^2), x = x + learningRate m / (sqrt(v) + epsilon), D being the mean of the updates.
/// </summary>
/// <remarks>
/// v moves towards D^2 by a step that depends on D alone, so a few small updates do not make the step size explode, as they can in
/// <see cref="ServerAdam"/>. v stays positive: it is lowered only where it is above D^2, and by less than D^2. It starts at epsilon^2, and m at
/// zero; there is no bias correction. The moments are <c>first</c> (m) and <c>second</c> (v).
/// </remarks>
public sealed class ServerYogi : IServerStrategy
{
    private readonly AdaptiveStep _step;
    private readonly double _beta2;

    /// <param name="learningRate">The paper's eta; finite and positive.</param>
    /// <param name="beta1">Decay of the first moment, from 0 to below 1, such as 0.9.</param>
    /// <param name="beta2">1 minus the step of the second moment, from 0 to below 1, such as 0.99.</param>
    /// <param name="epsilon">The paper's tau, the degree of adaptivity; finite and positive, such as 1e-3.</param>
    /// <exception cref="Federated.Domain.Errors.FederatedException">FED-1001 when a number is out of range.</exception>
    public ServerYogi(double learningRate, double beta1, double beta2, double epsilon)
    {
        _step = new(learningRate, beta1, epsilon);
        _beta2 = StrategyNumbers.Fraction("beta2", beta2);
    }

    /// <inheritdoc/>
    public string Name => StrategySpecification.ServerYogiKind;

    /// <inheritdoc/>
    public StrategyShape Shape => _step.Shape;

    /// <inheritdoc/>
    public void Step(in StepPiece piece) => _step.Apply(piece, new SignedStep(_beta2));

    private readonly struct SignedStep(double beta2) : ISecondMoment
    {
        public double Next(double second, double gradient)
        {
            // Compared rather than passed to Math.Sign, which throws for NaN; the step then refuses it with its own message.
            var square = gradient * gradient;
            var step = (1 - beta2) * square;
            return second > square ? second - step : second < square ? second + step : second + (square - second);
        }
    }
}

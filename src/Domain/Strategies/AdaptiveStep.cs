namespace Federated.Domain.Strategies;

/// <summary>
/// The step that FedAdagrad, FedYogi and FedAdam share (Reddi et al., 2003.00295, algorithm 2): m = beta1 m + (1 - beta1) D, v by the
/// kind's own rule, x = x + learningRate m / (sqrt(v) + epsilon), D being the mean of the updates.
/// </summary>
/// <remarks>m starts at zero and v at epsilon^2, the least that the paper asks for. Moments are float64: <c>first</c> and
/// <c>second</c>.</remarks>
internal sealed class AdaptiveStep
{
    private readonly double _learningRate;
    private readonly double _beta1;
    private readonly double _epsilon;

    /// <exception cref="Errors.FederatedException">FED-1001 when a number is out of range.</exception>
    internal AdaptiveStep(double learningRate, double beta1, double epsilon)
    {
        _learningRate = StrategyNumbers.Positive("learning rate", learningRate);
        _beta1 = StrategyNumbers.Fraction("beta1", beta1);
        _epsilon = StrategyNumbers.Positive("epsilon", epsilon);
        Shape = new() { Moments = [new("first", 0), new("second", _epsilon * _epsilon)] };
    }

    /// <summary>The two moments.</summary>
    internal StrategyShape Shape { get; }

    /// <summary>One step; the rule is a type, so that the loop over parameters calls nothing.</summary>
    internal void Apply<TRule>(in StepPiece piece, TRule rule)
        where TRule : struct, ISecondMoment
    {
        var first = piece.FirstMoment;
        var second = piece.SecondMoment;
        var model = piece.Model;
        var mean = piece.Mean;
        var next = piece.Next;
        for (var i = 0; i < next.Length; i++)
        {
            var gradient = mean[i];
            first[i] = _beta1 * first[i] + (1 - _beta1) * gradient;
            second[i] = rule.Next(second[i], gradient);
            next[i] = ParameterStep.Add(model[i], _learningRate * first[i] / (Math.Sqrt(second[i]) + _epsilon), piece.First + i);
        }
    }
}

namespace Federated.TorchSteps;

/// <summary>Two sides that take turns. One more comparison is one more line in Comparisons.cs.</summary>
/// <param name="Name">What the first side does.</param>
/// <param name="Target">What the ratio should be at most.</param>
/// <param name="StepsPerTurn">So many that a turn takes some milliseconds.</param>
/// <param name="First">The numerator.</param>
/// <param name="Second">The denominator.</param>
/// <param name="SameLoss">True when both do the same arithmetic from the same start, and so must agree on the loss.</param>
internal sealed record Comparison(string Name, double Target, int StepsPerTurn, Func<ISide> First, Func<ISide> Second, bool SameLoss)
{
    /// <summary>Alternates, and gives the milliseconds of a step in each turn.</summary>
    public (double[] First, double[] Second) Measure(int turns)
    {
        using ISide first = First(), second = Second();
        var own = new double[turns];
        var other = new double[turns];
        // Warm until the just-in-time compiler has settled; the losses are compared where training has only begun.
        for (var i = 0; i < 30; i++)
        {
            var (a, b) = (first.Take(StepsPerTurn).Loss, second.Take(StepsPerTurn).Loss);
            if (i == 0 && SameLoss && !(Math.Abs(a - b) <= 1e-3 * Math.Max(1, Math.Abs(b))))
                throw new InvalidOperationException($"{Name}: the loss is {a} on one side and {b} on the other after {StepsPerTurn} steps, so they do not do the same work.");
        }
        for (var turn = 0; turn < turns; turn++)
        {
            // Who goes first changes from turn to turn.
            if (turn % 2 == 0) own[turn] = first.Take(StepsPerTurn).Seconds;
            other[turn] = second.Take(StepsPerTurn).Seconds;
            if (turn % 2 != 0) own[turn] = first.Take(StepsPerTurn).Seconds;
            own[turn] *= 1000.0 / StepsPerTurn;
            other[turn] *= 1000.0 / StepsPerTurn;
        }
        return (own, other);
    }
}

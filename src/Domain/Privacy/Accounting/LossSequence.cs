namespace Federated.Domain.Privacy.Accounting;

/// <summary>The steps of one direction, each with its count, cut at a depth: what is composed, and the numbers that place the grid.</summary>
internal sealed class LossSequence
{
    private readonly (double[] LogMasses, double[] Losses)[] _tables;

    /// <param name="steps">The steps and how often each is taken.</param>
    /// <param name="delta">The delta in question: 1e-5 of it, in all, may be cut off the tails and counted as infinite loss.</param>
    internal LossSequence(IReadOnlyList<(LossStep Step, int Count)> steps, double delta)
    {
        Steps = steps;
        Releases = steps.Sum(step => (double)step.Count);
        Depth = Math.Sqrt(2 * Math.Log(Releases / (Negligible * delta)));
        _tables = [.. steps.Select(step => step.Step.Tabulate(Depth))];
    }

    /// <summary>The share of delta that tails may cost.</summary>
    internal const double Negligible = 1e-5;

    internal IReadOnlyList<(LossStep Step, int Count)> Steps { get; }

    internal double Releases { get; }

    /// <summary>Standard deviations of noise beyond which it is cut off.</summary>
    internal double Depth { get; }

    /// <summary>The estimate for one step.</summary>
    internal Cumulant Cumulant(int step, double tilt) => Accounting.Cumulant.Of(_tables[step].LogMasses, _tables[step].Losses, tilt);

    /// <summary>The estimate for all of them.</summary>
    internal Cumulant Cumulant(double tilt)
    {
        var sum = default(Cumulant);
        for (var i = 0; i < Steps.Count; i++)
            sum += Steps[i].Count * Cumulant(i, tilt);
        return sum;
    }

    /// <summary>The tilt at which the Chernoff bound on the total loss is delta: tilt K' - K = log(1 / delta).</summary>
    internal double TiltForDelta(double delta)
    {
        var target = Math.Max(0.05, -Math.Log(delta));
        var tilt = Math.Sqrt(2 * target / Math.Max(1e-12, Cumulant(0).Variance));
        var reached = 0.0;
        for (var i = 0; i < 30; i++)
        {
            var at = Cumulant(tilt);
            var bound = tilt * at.Mean - at.Value;
            if (i > 0 && bound < 1.15 * reached && bound < target)
                break; // Bounded losses: more tilt no longer helps.
            reached = bound;
            var factor = Math.Sqrt(target / Math.Max(1e-12, bound));
            tilt *= Math.Clamp(factor, 0.2, 2);
            if (Math.Abs(factor - 1) < 0.05)
                break;
        }

        return tilt;
    }
}

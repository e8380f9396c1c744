namespace Federated.Domain.Privacy.Accounting;

/// <summary>The steps of one direction, each with its count: what is composed, and the numbers that place the grid.</summary>
internal sealed class LossSequence(IReadOnlyList<(LossStep Step, int Count)> steps)
{
    internal IReadOnlyList<(LossStep Step, int Count)> Steps => steps;

    internal double Releases { get; } = steps.Sum(step => (double)step.Count);

    private double MaxTilt => steps.Min(step => step.Step.MaxTilt);

    internal Cumulant Cumulant(double tilt)
    {
        var sum = default(Cumulant);
        foreach (var (step, count) in steps)
            sum += count * step.Cumulant(tilt);
        return sum;
    }

    /// <summary>The tilt at which the Chernoff bound on the total loss is delta: tilt K' - K = log(1 / delta).</summary>
    internal double TiltForDelta(double delta)
    {
        var target = Math.Max(0.05, -Math.Log(delta));
        var tilt = Math.Min(MaxTilt, Math.Sqrt(2 * target / Math.Max(1e-12, Cumulant(0).Variance)));
        for (var i = 0; i < 12; i++)
        {
            var at = Cumulant(tilt);
            var factor = Math.Sqrt(target / Math.Max(1e-12, tilt * at.Mean - at.Value));
            tilt = Math.Min(MaxTilt, tilt * Math.Clamp(factor, 0.1, 10));
            if (Math.Abs(factor - 1) < 0.05 || tilt >= MaxTilt)
                break;
        }

        return tilt;
    }

    /// <summary>The tilt, not negative, under which the mean of the total loss is epsilon.</summary>
    internal double TiltForEpsilon(double epsilon)
    {
        if (Cumulant(0).Mean >= epsilon)
            return 0;
        var (low, high) = (0.0, MaxTilt);
        for (var i = 0; i < 40 && high - low > 0.02 * high; i++)
        {
            var middle = low > 0 ? Math.Sqrt(low * high) : high / 16;
            if (Cumulant(middle).Mean < epsilon)
                low = middle;
            else
                high = middle;
        }

        return high;
    }
}

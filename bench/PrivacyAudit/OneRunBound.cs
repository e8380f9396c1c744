namespace Federated.PrivacyAudit;

/// <summary>
/// What the guesses of one run prove (Steinke, Nasr and Jagielski, "Privacy Auditing with One (1) Training Run", 2305.08846, Corollary 5.4):
/// of m canaries, each in by a fair coin, an adversary guesses r and is right about v.
/// </summary>
internal sealed class OneRunBound(int canaries, int guesses, double delta)
{
    private readonly double[] _logFactorials = LogFactorials(guesses);

    /// <summary>The largest epsilon for which v right guesses have a probability of at most <paramref name="error"/>; 0 if there is none.</summary>
    public double Epsilon(int right, double error)
    {
        var (refuted, open) = (0.0, 64.0);
        if (Probability(right, 0) > error)
            return 0;
        while (open - refuted > 1e-6)
        {
            var middle = (refuted + open) / 2;
            if (Probability(right, middle) <= error)
                refuted = middle;
            else
                open = middle;
        }
        return refuted;
    }

    /// <summary>
    /// At most how likely v or more right guesses are under (epsilon, delta)-differential privacy:
    /// P[B >= v] + 2 m delta max_i P[v > B >= v - i] / i with B ~ Binomial(r, 1 / (1 + exp(-epsilon))).
    /// </summary>
    private double Probability(int right, double epsilon)
    {
        double atLeast = 0, below = 0, steepest = 0;
        for (var k = right; k <= guesses; k++)
            atLeast += Mass(k, epsilon);
        for (var i = 1; i <= right; i++)
        {
            below += Mass(right - i, epsilon);
            steepest = Math.Max(steepest, below / i);
        }
        return Math.Min(1, atLeast + (2 * canaries * delta * steepest));
    }

    private double Mass(int k, double epsilon)
    {
        var logRight = -double.LogP1(Math.Exp(-epsilon));
        return Math.Exp(_logFactorials[guesses] - _logFactorials[k] - _logFactorials[guesses - k] + (guesses * logRight) - ((guesses - k) * epsilon));
    }

    private static double[] LogFactorials(int most)
    {
        var logs = new double[most + 1];
        for (var i = 1; i <= most; i++)
            logs[i] = logs[i - 1] + Math.Log(i);
        return logs;
    }
}

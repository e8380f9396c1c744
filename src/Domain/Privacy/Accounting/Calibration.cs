namespace Federated.Domain.Privacy.Accounting;

/// <summary>The least noise, or the most rounds, for a budget; the answer is checked again by the accountant before it is given.</summary>
public static class Calibration
{
    private const double SearchTolerance = 2e-4;
    private const double Precision = 1e-6;
    private const double LeastNoise = 1e-3;
    private const double MostNoise = 1e9;

    /// <summary>The smallest noise multiplier within the budget, found to 1e-6 and rounded up.</summary>
    /// <param name="events">The releases at a noise multiplier; more noise must not cost more.</param>
    /// <param name="epsilon">The budget; finite and positive.</param>
    /// <param name="delta">Its delta.</param>
    /// <param name="neighbouring">The relation.</param>
    /// <param name="method">Which accountant.</param>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range, or no noise up to 1e9 is enough.</exception>
    public static double NoiseMultiplier(
        Func<double, IEnumerable<ComposedEvent>> events,
        double epsilon,
        double delta,
        Neighbouring neighbouring = Neighbouring.AddOrRemove,
        AccountingMethod method = AccountingMethod.Tightest)
    {
        ArgumentNullException.ThrowIfNull(events);
        Parameter.Positive("an epsilon", epsilon);
        var (low, high) = (double.NaN, double.NaN);
        var (above, below) = (0.0, 0.0); // log(cost / budget) there
        var guess = 1.0;
        for (var i = 0; i < 200; i++)
        {
            var excess = Excess(guess, SearchTolerance);
            if (excess > 0)
                (low, above) = (guess, excess);
            else
                (high, below) = (guess, excess);
            if (high <= LeastNoise || high - low <= Precision * high)
                break;
            if (low >= MostNoise)
                throw Parameter.Refuse($"Got a budget of epsilon {Parameter.Text(epsilon)}, which no noise multiplier up to 1e9 keeps.");
            guess = Next(low, high, above, below, guess, excess, i);
        }

        // Up to six digits after the leading one, and up again until the accountant agrees.
        var unit = Math.Pow(10, Math.Floor(Math.Log10(high)) - 6);
        for (var digits = Math.Ceiling(high / unit); ; digits++)
        {
            var noise = unit < 1 ? digits / Math.Round(1 / unit) : digits * unit;
            if (Excess(noise, PrivacyLossDistribution.DefaultTolerance) <= 0)
                return noise;
        }

        double Excess(double noise, double tolerance) =>
            Math.Log(Math.Max(PrivacyAccountant.Epsilon(events(noise), delta, neighbouring, method, tolerance), 1e-300) / epsilon);
    }

    /// <summary>The most rounds within the budget; 0 if one is too many.</summary>
    /// <param name="events">The releases of a number of rounds; more rounds must not cost less.</param>
    /// <param name="epsilon">The budget; finite and positive.</param>
    /// <param name="delta">Its delta.</param>
    /// <param name="neighbouring">The relation.</param>
    /// <param name="method">Which accountant.</param>
    /// <param name="most">Where to stop looking.</param>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range.</exception>
    public static int Rounds(
        Func<int, IEnumerable<ComposedEvent>> events,
        double epsilon,
        double delta,
        Neighbouring neighbouring = Neighbouring.AddOrRemove,
        AccountingMethod method = AccountingMethod.Tightest,
        int most = 10_000_000)
    {
        ArgumentNullException.ThrowIfNull(events);
        Parameter.Positive("an epsilon", epsilon);
        Parameter.AtLeast("a largest number of rounds", most, 1);
        var (kept, broken) = (0, most + 1L);
        long guess = 1;
        for (var i = 0; broken - kept > 1; i++)
        {
            var cost = PrivacyAccountant.Epsilon(events((int)guess), delta, neighbouring, method);
            if (cost <= epsilon)
                kept = (int)guess;
            else
                broken = guess;

            // Cost grows about as the root of the rounds at first, in proportion later: step between, and bisect if that stalls.
            var scaled = guess * Math.Pow(epsilon / Math.Max(cost, 1e-12), 1.5);
            var next = i % 3 == 2 && broken <= most ? (kept + broken) / 2 : (long)Math.Min(scaled, broken);
            if (broken - kept > 1)
                guess = Math.Clamp(next == guess ? guess + (cost <= epsilon ? 1 : -1) : next, kept + 1, broken - 1);
        }

        return kept;
    }

    /// <summary>Costs in proportion to 1 / noise until both ends are known; then false position in the logarithms, with bisection.</summary>
    private static double Next(double low, double high, double above, double below, double guess, double excess, int i)
    {
        if (double.IsNaN(low) || double.IsNaN(high))
            return Math.Clamp(guess * Math.Exp(Math.Clamp(excess * 1.1, -3, 3) + (excess > 0 ? 0.02 : -0.02)), LeastNoise, MostNoise);
        var (x, y) = (Math.Log(low), Math.Log(high));
        var share = i % 4 == 3 ? 0.5 : Math.Clamp(above / (above - below), 0.02, 0.98);
        var next = x + share * (y - x);

        // Lean over the root by a little, so that the bracket closes from both sides.
        return Math.Exp(Math.Clamp(next + (share < 0.5 ? 1 : -1) * 0.3 * Precision, x, y));
    }
}

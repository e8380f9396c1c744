namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// The mean of every coordinate by itself, without its largest and smallest values (Yin et al., 1803.01498, definition 2).
/// </summary>
/// <remarks>
/// Of n members ceil(beta n) are left out at each end. With at most that many hostile members every coordinate lies between two
/// honest ones.
/// </remarks>
public sealed class TrimmedMean : ICoordinateRule
{
    private const double Slack = 1e-9; // So that beta n is not rounded up where it is a whole number on paper.
    private readonly double _beta;

    /// <param name="beta">The fraction left out at each end, above 0 and below 1/2.</param>
    /// <exception cref="Errors.FederatedException">FED-1001 when it is out of range.</exception>
    public TrimmedMean(double beta) =>
        _beta = beta is > 0 and < 0.5 ? beta : throw RobustChecks.Invalid("aggregation.trim", beta, "a fraction above 0 and below 1/2");

    /// <inheritdoc/>
    public string Name => RobustSpecification.TrimmedMeanRule;

    /// <summary>The least n for which something is left: n - 2 ceil(beta n) is at least 1, and stays so for larger n.</summary>
    public int LeastMembers
    {
        get
        {
            // n - 2 ceil(beta n) > n - 2 beta n - 2, which is at least 0 from here on.
            var least = (int)Math.Ceiling(2 / (1 - (2 * _beta)));
            while (least > 1 && Left(least - 1) >= 1)
                least--;
            return least;
        }
    }

    /// <inheritdoc/>
    public RobustMean Aggregate(IMemberUpdates updates)
    {
        RobustChecks.Enough(this, updates);
        var n = updates.Members.Length;
        var trimmed = Trimmed(n);
        return new(OrderStatistics.Mean(updates, trimmed, n - trimmed), []);
    }

    /// <inheritdoc/>
    public int Trimmed(int members) => (int)Math.Ceiling((_beta * members) - Slack);

    private int Left(int n) => n - (2 * Trimmed(n));
}

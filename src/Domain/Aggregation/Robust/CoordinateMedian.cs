namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// The median of every coordinate by itself (Yin et al., "Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates",
/// 1803.01498, definition 1); of an even number of members the mean of the two in the middle.
/// </summary>
/// <remarks>With fewer than half of the members hostile every coordinate lies between two honest ones.</remarks>
public sealed class CoordinateMedian : ICoordinateRule
{
    /// <inheritdoc/>
    public string Name => RobustSpecification.Median;

    /// <inheritdoc/>
    public int LeastMembers => 3;

    /// <inheritdoc/>
    public RobustMean Aggregate(IMemberUpdates updates)
    {
        RobustChecks.Enough(this, updates);
        var n = updates.Members.Length;
        return new(OrderStatistics.Mean(updates, Trimmed(n), n - Trimmed(n)), []);
    }

    /// <inheritdoc/>
    public int Trimmed(int members) => (members - 1) / 2;
}

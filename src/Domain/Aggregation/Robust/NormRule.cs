using System.Collections.Immutable;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// Holds updates to a length that follows from all of them: factor times the median of their L2 norms. Longer ones are either left
/// out (<c>norm-filter</c>) or scaled down to it (<c>norm-clip</c>: Sun et al., "Can You Really Backdoor Federated Learning?",
/// 1911.07963, section 4, with a threshold that need not be known before); the result is the mean of what remains.
/// </summary>
/// <remarks>
/// With fewer than half of the members hostile the threshold is at most factor times the longest honest norm. That bounds how far hostile
/// members can drag the mean, not where to: use a median or Krum against them where that matters.
/// </remarks>
public sealed class NormRule : IRobustAggregator
{
    private readonly double _factor;
    private readonly bool _clips;

    /// <param name="factor">At least 1, so that at least half of the members are kept as they are.</param>
    /// <param name="clips">True to scale long updates down, false to leave them out.</param>
    /// <exception cref="Errors.FederatedException">FED-1001 when the factor is out of range.</exception>
    public NormRule(double factor, bool clips)
    {
        _factor = factor >= 1 && double.IsFinite(factor) ? factor : throw RobustChecks.Invalid("aggregation.factor", factor, "a finite number of at least 1");
        _clips = clips;
    }

    /// <inheritdoc/>
    public string Name => _clips ? RobustSpecification.NormClip : RobustSpecification.NormFilter;

    /// <inheritdoc/>
    public int LeastMembers => 3;

    /// <inheritdoc/>
    public RobustMean Aggregate(IMemberUpdates updates)
    {
        RobustChecks.Enough(this, updates);
        var norms = MemberGeometry.Norms(updates);
        var most = _factor * Median(norms);
        if (_clips)
            return new(WeightedMean.Of(updates, Array.ConvertAll(norms, norm => norm <= most ? 1 : most / norm), norms.Length), []);
        ImmutableArray<int> kept = [.. Enumerable.Range(0, norms.Length).Where(k => norms[k] <= most)];
        return WeightedMean.Of(updates, kept);
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

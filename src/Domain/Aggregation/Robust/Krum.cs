using System.Collections.Immutable;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// Krum and multi-Krum (Blanchard et al., "Machine Learning with Adversaries: Byzantine Tolerant Gradient Descent", NeurIPS 2017,
/// section 4, 1703.02757): each update is scored by the sum of its squared distances to the n - f - 2 closest others; the
/// result is the update of least score, or the mean of the m of least score.
/// </summary>
/// <remarks>Of equal scores the member whose name comes first wins. Tolerates f hostile members of at least 2 f + 3.</remarks>
public sealed class Krum : IRobustAggregator
{
    private readonly int _byzantine;
    private readonly int _select;

    /// <param name="byzantine">f, the hostile members to withstand, at least 0.</param>
    /// <param name="select">m, the updates whose mean is taken: 1 is Krum, more is multi-Krum.</param>
    /// <exception cref="Errors.FederatedException">FED-1001 when a number is out of range.</exception>
    public Krum(int byzantine, int select = 1)
    {
        _byzantine = byzantine >= 0 ? byzantine : throw RobustChecks.Invalid("aggregation.byzantine", byzantine, "0 or more");
        _select = select >= 1 ? select : throw RobustChecks.Invalid("aggregation.select", select, "1 or more");
    }

    /// <inheritdoc/>
    public string Name => _select == 1 ? RobustSpecification.KrumRule : RobustSpecification.MultiKrum;

    /// <summary>2 f + 3, and f + m + 2: what is proven of multi-Krum asks for an m of at most n - f - 2.</summary>
    public int LeastMembers => Math.Max((2 * _byzantine) + 3, _byzantine + _select + 2);

    /// <inheritdoc/>
    public RobustMean Aggregate(IMemberUpdates updates)
    {
        RobustChecks.Enough(this, updates);
        var scores = Scores(MemberGeometry.SquaredDistances(updates));
        ImmutableArray<int> chosen = [.. Enumerable.Range(0, scores.Length).OrderBy(k => scores[k]).ThenBy(k => k).Take(_select)];
        return WeightedMean.Of(updates, chosen);
    }

    /// <summary>The score of every member, from the matrix of squared distances.</summary>
    internal double[] Scores(double[,] distances)
    {
        var n = distances.GetLength(0);
        return [.. Enumerable.Range(0, n).Select(i =>
            Enumerable.Range(0, n).Where(j => j != i).Select(j => distances[i, j]).Order().Take(n - _byzantine - 2).Sum())];
    }
}

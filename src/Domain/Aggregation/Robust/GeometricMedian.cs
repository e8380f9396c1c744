namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// The point with the least sum of distances to all updates, by the smoothed Weiszfeld algorithm (Pillutla, Kakade and Harchaoui,
/// "Robust Aggregation for Federated Learning", 1912.13445, algorithm 2): v becomes the mean of the updates weighted by
/// 1 / max(nu, |v - u_k|).
/// </summary>
/// <remarks>
/// <para>
/// Every iterate is a mean of the updates with some weights g that sum to 1, and then |v - u_k|^2 = sum_j g_j D_jk - 1/2 sum_ij g_i g_j D_ij
/// with D the squared distances between updates. So the updates are read twice in all, once for D and once for the result, however
/// many iterations there are.
/// </para>
/// <para>
/// nu is 10^-6 of the largest distance between two updates, so the rule does not depend on their scale (the paper's is a constant). It
/// iterates until the sum of distances falls by less than 10^-13 of itself, at most 10,000 times. With a share a below 1/2 hostile,
/// the result is within 2 (1 - a)/(1 - 2 a) times the radius of any ball that holds the honest ones, about its centre.
/// </para>
/// </remarks>
public sealed class GeometricMedian : IRobustAggregator
{
    private const double Smoothing = 1e-6;
    private const double Tolerance = 1e-13;
    private const int MostIterations = 10_000;

    /// <inheritdoc/>
    public string Name => RobustSpecification.GeometricMedianRule;

    /// <inheritdoc/>
    public int LeastMembers => 3;

    /// <inheritdoc/>
    public RobustMean Aggregate(IMemberUpdates updates)
    {
        RobustChecks.Enough(this, updates);
        return new(WeightedMean.Of(updates, Weights(MemberGeometry.SquaredDistances(updates)), divisor: 1), []);
    }

    /// <summary>The weights of the updates in their geometric median, from the matrix of squared distances.</summary>
    internal static double[] Weights(double[,] squared)
    {
        var n = squared.GetLength(0);
        var weights = new double[n];
        Array.Fill(weights, 1.0 / n);
        var nu = Smoothing * Math.Sqrt(squared.Cast<double>().Max());
        if (nu == 0)
            return weights;
        var distances = Distances(squared, weights);
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            for (var k = 0; k < n; k++)
                weights[k] = 1 / Math.Max(nu, distances[k]);
            var total = Sum(weights);
            for (var k = 0; k < n; k++)
                weights[k] /= total;
            var before = Sum(distances);
            distances = Distances(squared, weights);
            if (before - Sum(distances) <= Tolerance * before)
                break;
        }

        return weights;
    }

    private static double[] Distances(double[,] squared, double[] weights)
    {
        var n = weights.Length;
        var distances = new double[n];
        var spread = 0.0;
        for (var k = 0; k < n; k++)
        {
            for (var j = 0; j < n; j++)
                distances[k] += weights[j] * squared[j, k];
            spread += weights[k] * distances[k];
        }

        for (var k = 0; k < n; k++)
            distances[k] = Math.Sqrt(Math.Max(0, distances[k] - (spread / 2)));
        return distances;
    }

    private static double Sum(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }
}

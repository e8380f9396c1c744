using Federated.Domain.Aggregation;

namespace Federated.ClientNode.Training;

/// <summary>The weight that a plan gives to a number of examples.</summary>
public static class UpdateWeight
{
    /// <summary>p = round(2^20 min(n, max) / max), to nearest, ties to even, and at least 1.</summary>
    /// <param name="examples">n, the partner's examples.</param>
    /// <param name="maxExamples">The plan's example count that weighs 1.</param>
    public static long Units(long examples, long maxExamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(examples, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxExamples, 1);
        var exact = FixedPointFormat.WeightOne * ((double)Math.Min(examples, maxExamples) / maxExamples);
        return Math.Max(1, (long)Math.Round(exact, MidpointRounding.ToEven));
    }
}

using Federated.Domain.Aggregation.Robust;

namespace Federated.Domain.Plans;

/// <summary>
/// A robust rule in the place of the weighted mean. It counts every partner once, whatever its number of examples, and needs every
/// update by itself; docs/strategies.md says what each rule withstands.
/// </summary>
public sealed record RobustPlan
{
    /// <summary>One of <see cref="RobustSpecification.Rules"/>.</summary>
    public required string Rule { get; init; }

    /// <summary>Of <c>trimmed-mean</c>: the fraction of values left out at each end, above 0 and below 1/2.</summary>
    public double? Trim { get; init; }

    /// <summary>Of <c>krum</c> and <c>multi-krum</c>: f, the hostile partners to withstand; the quorum is at least 2 f + 3.</summary>
    public int? Byzantine { get; init; }

    /// <summary>Of <c>multi-krum</c>: the number of updates whose mean is taken, at least 2.</summary>
    public int? Select { get; init; }

    /// <summary>Of <c>norm-filter</c> and <c>norm-clip</c>: the largest norm, in medians of all norms, at least 1.</summary>
    public double? Factor { get; init; }

    /// <summary>The rule.</summary>
    public RobustSpecification ToSpecification() => new(Rule, Trim, Byzantine, Select, Factor);
}

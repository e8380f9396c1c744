namespace Federated.Domain.Plans;

/// <summary>Who takes part in a round.</summary>
public sealed record CohortPlan
{
    /// <summary>Partners drawn for a round. A launch needs at least as many enrolled partners.</summary>
    public required int Size { get; init; }

    /// <summary>Updates that a round needs to count, from 1 to <see cref="Size"/>.</summary>
    public required int Quorum { get; init; }

    /// <summary>Seed of the draw; only used where the cohort is not secret.</summary>
    public ulong Seed { get; init; } = 1;
}

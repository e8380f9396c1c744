using Federated.Domain.Models;

namespace Federated.Domain.Plans;

/// <summary>How numbers are scaled before they reach the model. Always by constants of the plan, the same at every partner.</summary>
public sealed record ScalingPlan
{
    /// <summary>Kind: values stay as they are.</summary>
    public const string None = "none";

    /// <summary>Kind: the declared range goes to 0 to 1; so it is where a plan does not say.</summary>
    public const string Range = "range";

    /// <summary>Kind: (value - mean) / deviation, with the constants of each feature.</summary>
    public const string Standard = "standard";

    /// <summary><c>none</c>, <c>range</c> or <c>standard</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The run that asked the partners for the constants of <c>standard</c>; absent for public constants.</summary>
    public string? Run { get; init; }

    /// <summary>The hash of that run's answer, as its ledger entry <c>round-committed</c> names it; given together with <see cref="Run"/>.</summary>
    public ContentHash? Answer { get; init; }
}

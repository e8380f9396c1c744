namespace Federated.Domain.Plans;

/// <summary>The privacy mode of a plan.</summary>
public sealed record PrivacyPlan
{
    /// <summary>No guarantee; recorded as such.</summary>
    public const string None = "none";

    /// <summary>Only <c>none</c> is built so far; any other mode is refused rather than run without its guarantee.</summary>
    public required string Mode { get; init; }
}

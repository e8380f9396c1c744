namespace Federated.Domain.Plans;

/// <summary>
/// Ends the local epochs of a round when the loss on the partner's validation examples (<c>data.validation</c>) no longer falls; the
/// parameters of the best epoch are what the partner sends.
/// </summary>
public sealed record EarlyStoppingPlan
{
    /// <summary>Epochs without an improvement after which a round's training ends, at least 1.</summary>
    public required int Patience { get; init; }

    /// <summary>What the loss must fall by to count as an improvement, at least 0.</summary>
    public double MinimumDelta { get; init; }
}

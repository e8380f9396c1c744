namespace Federated.Domain.Rounds;

/// <summary>The outcome of looking at the clock.</summary>
/// <param name="State">The state after the look (an extension moves the deadline).</param>
/// <param name="Action">What to do.</param>
/// <param name="WakeAt">When to look again, for <see cref="RoundAction.Wait"/>.</param>
/// <param name="Reason">Why, for <see cref="RoundAction.Abandon"/>.</param>
public sealed record RoundDecision(RoundState State, RoundAction Action, DateTimeOffset? WakeAt = null, string? Reason = null);

namespace Federated.Domain.Privacy;

/// <summary>One line of the compatibility table: what a mode does not allow, and why.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="Member">The member of the plan.</param>
/// <param name="Holds">True when the plan keeps to the rule.</param>
/// <param name="Wanted">What the mode allows.</param>
/// <param name="Reason">Why anything else would break its promise.</param>
public sealed record ModeRule(string Mode, string Member, Func<Plans.RunPlan, bool> Holds, string Wanted, string Reason);

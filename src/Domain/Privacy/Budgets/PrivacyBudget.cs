namespace Federated.Domain.Privacy.Budgets;

/// <summary>What a partner allows over all runs: (epsilon, delta) for one unit.</summary>
/// <param name="Unit">Whose presence is hidden.</param>
/// <param name="Epsilon">At most this, at <paramref name="Delta"/>.</param>
/// <param name="Delta">The delta that all of the partner's runs are measured at.</param>
public sealed record PrivacyBudget(PrivacyUnit Unit, double Epsilon, double Delta);

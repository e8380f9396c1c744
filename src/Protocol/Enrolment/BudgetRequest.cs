using Federated.Domain.Privacy;

namespace Federated.Protocol.Enrolment;

/// <summary>A coordinator records the budget that was agreed with a partner, over all runs.</summary>
/// <param name="Unit">Whose presence is hidden.</param>
/// <param name="Epsilon">At most this, at <paramref name="Delta"/>; 0 to 1,000.</param>
/// <param name="Delta">1e-12 to 0.1.</param>
public sealed record BudgetRequest(PrivacyUnit Unit, double Epsilon, double Delta);

using Federated.Domain.Agreements;

namespace Federated.Domain.Contributions;

/// <summary>What the ledger says a partner contributed. Rounds are counted, not quality.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Offered">Rounds in whose cohort it was, sealed or abandoned.</param>
/// <param name="Accepted">Rounds, sealed and committed, of which it is a member.</param>
/// <param name="Rejected">Updates of it that were rejected; several may belong to one round.</param>
/// <param name="Late">Updates of it that came late.</param>
/// <param name="Lost">Rounds in which its claimed update was lost.</param>
/// <param name="Missed">Offered rounds in which the ledger shows nothing of it: no member, loss, claim, rejection or late update, and that did not go on without need of it.</param>
public sealed record PartnerContribution(PartnerName Partner, int Offered, int Accepted, int Rejected, int Late, int Lost, int Missed);

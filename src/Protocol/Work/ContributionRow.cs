using Federated.Domain.Agreements;

namespace Federated.Protocol.Work;

/// <summary>One partner's contribution record, folded from the ledger.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Offered">Rounds whose cohort it was in.</param>
/// <param name="Accepted">Rounds that were committed with its update.</param>
/// <param name="Rejected">Uploads that were refused.</param>
/// <param name="Late">Uploads that came after the seal.</param>
/// <param name="Lost">Rounds in which its claimed update was lost and not sent again in time.</param>
/// <param name="Missed">Rounds without an update of it.</param>
public sealed record ContributionRow(PartnerName Partner, int Offered, int Accepted, int Rejected, int Late, int Lost, int Missed);

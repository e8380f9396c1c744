using Federated.Domain.Agreements;
using Federated.Protocol.Work;

namespace Federated.Protocol.Runs;

/// <summary>A partner as a coordinator sees it.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Status"><c>invited</c>, <c>enrolled</c> or <c>suspended</c>.</param>
/// <param name="EnrolledAt">When its certificate was issued.</param>
/// <param name="LastSeen">When its node last asked for work, by this silo's clock; null when it has not since the silo started.</param>
/// <param name="Contribution">Folded from the ledger.</param>
public sealed record PartnerView(PartnerName Partner, string Status, DateTimeOffset? EnrolledAt, DateTimeOffset? LastSeen, ContributionRow Contribution);

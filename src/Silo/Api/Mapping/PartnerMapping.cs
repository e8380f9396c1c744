using Federated.Domain.Contributions;
using Federated.Domain.Agreements;
using Federated.Grains.Abstractions.Partner;
using Federated.Protocol.Runs;
using Federated.Protocol.Work;

namespace Federated.Silo.Api.Mapping;

/// <summary>Partners and their contributions, to the wire.</summary>
internal static class PartnerMapping
{
    /// <summary>A contribution record.</summary>
    public static ContributionRow ToRow(this PartnerContribution c) => new(c.Partner, c.Offered, c.Accepted, c.Rejected, c.Late, c.Lost, c.Missed);

    /// <summary>A partner as a coordinator sees it.</summary>
    public static PartnerView ToView(this PartnerStatus status, PartnerName partner, PartnerContribution contribution) =>
        new(partner, status.EnrolledAt is null ? "invited" : status.Suspended ? "suspended" : "enrolled", status.EnrolledAt, status.LastSeen, contribution.ToRow());
}

using Federated.Domain.Agreements;
using Federated.Domain.Rounds;

namespace Federated.Protocol.Runs;

/// <summary>One partner of the current cohort.</summary>
/// <param name="Partner">Who.</param>
/// <param name="Status">Where it stands.</param>
public sealed record MemberView(PartnerName Partner, MemberStatus Status);

using Federated.Domain.Agreements;

namespace Federated.Protocol.Work;

/// <summary>How the federation sees the calling partner.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Federation">The federation's id.</param>
/// <param name="Contribution">Folded from the ledger over all runs.</param>
public sealed record SelfResponse(PartnerName Partner, string Federation, ContributionRow Contribution);

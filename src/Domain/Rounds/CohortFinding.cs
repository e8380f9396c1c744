using System.Collections.Immutable;
using Federated.Domain.Agreements;

namespace Federated.Domain.Rounds;

/// <summary>What the ledger says of a round's cohort, and what of it does not hold (<see cref="CohortAudit"/>).</summary>
/// <param name="Round">The round.</param>
/// <param name="Cohort">The partners that were drawn and asked, sorted by name.</param>
/// <param name="Accepted">Whose updates count, or came before the round was abandoned.</param>
/// <param name="Spare">Asked beyond need, and not waited for.</param>
/// <param name="Lost">Claimed and never recovered.</param>
/// <param name="Abandoned">True when the round has no model.</param>
public sealed record CohortFinding(
    int Round, ImmutableArray<PartnerName> Cohort, ImmutableArray<PartnerName> Accepted, ImmutableArray<PartnerName> Spare, ImmutableArray<PartnerName> Lost, bool Abandoned)
{
    /// <summary>Partners of the run that were available at the last moment that fits the cohort; before the seal, where none does.</summary>
    public int Available { get; init; }

    /// <summary>What does not hold; empty when everything that can be drawn again is as the plan prescribes.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>Those of the cohort that were waited for and did not come.</summary>
    public ImmutableArray<PartnerName> Missing => [.. Cohort.Except(Accepted).Except(Spare).Except(Lost)];
}

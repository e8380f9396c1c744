using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;

namespace Federated.Domain.Rounds;

/// <summary>
/// The turns of a run's partners, folded from the run's ledger entries: everybody who holds the ledger gets the same. What
/// counts as a turn is being waited for, not being taken: a node that is down must not be drawn again and again for it.
/// </summary>
public sealed record CohortHistory
{
    private CohortHistory(ImmutableDictionary<PartnerName, PartnerTurns> partners) => Partners = partners;

    /// <summary>The partners of the run: those of the launch and those that joined.</summary>
    public ImmutableDictionary<PartnerName, PartnerTurns> Partners { get; private init; }

    /// <summary>The last round that the entries name.</summary>
    public int Round { get; private init; }

    /// <summary>A run that was just launched.</summary>
    public static CohortHistory Of(IEnumerable<PartnerName> partners) => new(partners.ToImmutableDictionary(p => p, _ => default(PartnerTurns)));

    /// <summary>The history after one more entry of the run; entries that name no cohort change nothing.</summary>
    public CohortHistory After(LedgerEntry entry) => entry switch
    {
        PartnerJoinedRun e when !Partners.ContainsKey(e.Partner) => this with
        {
            Partners = Partners.Add(e.Partner, new(Partners.Count == 0 ? 0 : Partners.Values.Min(p => p.Turns), Round, 0)),
        },
        RoundSealed e => After(e.Round, e.Cohort, [.. e.Members.Select(m => m.Partner)], [.. e.Spare]),
        RoundAbandoned e => After(e.Round, e.Cohort, [.. e.Claimed], []),
        _ => this,
    };

    private CohortHistory After(int round, ImmutableArray<PartnerName> cohort, ImmutableHashSet<PartnerName> answered, ImmutableHashSet<PartnerName> spare)
    {
        var partners = Partners.ToBuilder();
        foreach (var partner in cohort)
        {
            var turns = partners.GetValueOrDefault(partner);
            partners[partner] = spare.Contains(partner)
                ? turns with { LastRound = round }
                : new(turns.Turns + 1, round, answered.Contains(partner) ? 0 : turns.Missed + 1);
        }

        return this with { Partners = partners.ToImmutable(), Round = round };
    }
}

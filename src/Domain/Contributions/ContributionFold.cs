using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Rounds;

namespace Federated.Domain.Contributions;

/// <summary>Counts contributions from the ledger. There is no second book: the same entries give the same counts.</summary>
public static class ContributionFold
{
    /// <summary>The contributions of every partner that is enrolled or in a run, sorted by name.</summary>
    /// <param name="entries">A ledger's entries, in any order.</param>
    /// <param name="run">Counts this run alone, and lists its partners alone; null for all runs.</param>
    public static ImmutableArray<PartnerContribution> Fold(IEnumerable<LedgerEntry> entries, RunId? run = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var tallies = new Dictionary<PartnerName, Tally>();
        var committed = new HashSet<RoundId>();
        foreach (var entry in entries)
        {
            if (run is null || entry.RunOrNull == run)
                Count(entry, tallies, committed);
        }

        return [.. tallies
            .OrderBy(t => t.Key.ToString(), StringComparer.Ordinal)
            .Select(t => t.Value.ToContribution(t.Key, committed))];
    }

    private static void Count(LedgerEntry entry, Dictionary<PartnerName, Tally> tallies, HashSet<RoundId> committed)
    {
        switch (entry)
        {
            case PartnerEnrolled e:
                _ = Of(tallies, e.Partner);
                break;
            case RunLaunched e:
                foreach (var partner in e.Partners)
                    _ = Of(tallies, partner);
                break;
            case PartnerJoinedRun e:
                _ = Of(tallies, e.Partner);
                break;
            case RoundSealed e:
                Offer(tallies, e.Cohort, new(e.Run, e.Round));
                foreach (var member in e.Members)
                    Of(tallies, member.Partner).Member.Add(new(e.Run, e.Round));
                foreach (var partner in e.Lost)
                    Of(tallies, partner).Lost.Add(new(e.Run, e.Round));
                foreach (var partner in e.Spare)
                    Of(tallies, partner).Seen.Add(new(e.Run, e.Round));
                break;
            case RoundCommitted e:
                committed.Add(new(e.Run, e.Round));
                break;
            case RoundAbandoned e:
                Offer(tallies, e.Cohort, new(e.Run, e.Round));
                foreach (var partner in e.Claimed)
                    Of(tallies, partner).Seen.Add(new(e.Run, e.Round));
                break;
            case UpdateRejected e:
                Of(tallies, e.Partner).Rejected++;
                Of(tallies, e.Partner).Seen.Add(new(e.Run, e.Round));
                break;
            case UpdateLate e:
                Of(tallies, e.Partner).Late++;
                Of(tallies, e.Partner).Seen.Add(new(e.Run, e.Round));
                break;
        }
    }

    private static void Offer(Dictionary<PartnerName, Tally> tallies, ImmutableArray<PartnerName> cohort, RoundId round)
    {
        foreach (var partner in cohort)
            Of(tallies, partner).Offered.Add(round);
    }

    private static Tally Of(Dictionary<PartnerName, Tally> tallies, PartnerName partner)
    {
        if (!tallies.TryGetValue(partner, out var tally))
            tallies.Add(partner, tally = new());
        return tally;
    }

    private sealed class Tally
    {
        public HashSet<RoundId> Offered { get; } = [];

        public HashSet<RoundId> Member { get; } = [];

        public HashSet<RoundId> Lost { get; } = [];

        // Rounds in which something else than membership or loss shows that the partner answered, or did not have to.
        public HashSet<RoundId> Seen { get; } = [];

        public int Rejected { get; set; }

        public int Late { get; set; }

        public PartnerContribution ToContribution(PartnerName partner, HashSet<RoundId> committed) => new(
            partner,
            Offered.Count,
            Member.Count(committed.Contains),
            Rejected,
            Late,
            Lost.Count,
            Offered.Count(r => !Member.Contains(r) && !Lost.Contains(r) && !Seen.Contains(r)));
    }
}

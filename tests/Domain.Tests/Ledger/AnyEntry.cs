using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Registry;
using Federated.Domain.Rounds;

namespace Federated.Domain.Tests.Ledger;

/// <summary>Generators of valid entries of every type, for the codec's laws. They do not form a valid ledger.</summary>
internal static class AnyEntry
{
    private static readonly Gen<ContentHash> Hashes = Gen.Choose(0, 50).Select(i => ContentHash.Of(BitConverter.GetBytes(i)));
    private static readonly Gen<PartnerName> Partners = Gen.Choose(0, 12).Select(i => PartnerName.Parse($"partner-{i}"));
    private static readonly Gen<RunId> Runs = Gen.Elements("run-a", "run-b", "a-run-with-a-long-name-7").Select(RunId.Parse);
    private static readonly Gen<int> Rounds = Gen.Choose(1, 1_000_000);
    private static readonly Gen<ImmutableArray<PartnerName>> PartnerSets = Partners.ListOf().Select(l => l.Distinct().ToImmutableArray());
    private static readonly Gen<ImmutableArray<PartnerName>> SomePartners = Partners.NonEmptyListOf().Select(l => l.Distinct().ToImmutableArray());
    private static readonly Gen<long> Spends = Gen.Elements(0L, 1, 1_000_000, (1L << 53) - 1);
    private static readonly Gen<long> Noises = Gen.Elements(1L, 1_700_000, 1_000_000_000_000);
    private static readonly Gen<string> Texts = Gen.Elements("a", "too few partners", "tab\tquote\"back\\slash/", "π≈3.14 \ud83d\ude00", "\u0000\u001f\u007f\u2028", "line\r\nline");

    private static readonly Gen<string> Names = Gen.Elements("accuracy", "north-sea-2", "m");
    private static readonly Gen<ContentHash?> MaybeHashes = Gen.OneOf(Gen.Constant<ContentHash?>(null), Hashes.Select(h => (ContentHash?)h));
    private static readonly Gen<string> Bounds = Gen.Elements(QualityGate.Bounds.ToArray());
    private static readonly Gen<ImmutableSortedDictionary<string, long>> Metrics =
        from names in Names.NonEmptyListOf()
        from values in Gen.Elements(0L, -1, 912_345, (1L << 53) - 1, 1 - (1L << 53)).ArrayOf(3)
        select names.Distinct().Zip(values).ToImmutableSortedDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);

    // Sub-millisecond ticks and offsets are in there on purpose.
    private static readonly Gen<DateTimeOffset> Times =
        from seconds in Gen.Choose(0, int.MaxValue)
        from ticks in Gen.Choose(0, 9_999_999)
        from hours in Gen.Choose(-12, 12)
        select DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddTicks(ticks).ToOffset(TimeSpan.FromHours(hours));

    private static readonly Gen<ImmutableArray<SealedMember>> Members =
        from partners in PartnerSets
        from commitments in Hashes.ArrayOf(partners.Length)
        select partners.Zip(commitments, (p, c) => new SealedMember(p, c)).ToImmutableArray();

    public static Arbitrary<LedgerEntry> Generated { get; } = Gen.OneOf(
        from at in Times from name in Texts from hash in Hashes select (LedgerEntry)new FederationCreated(at, name, hash),
        from at in Times from partner in Partners from hash in Hashes select (LedgerEntry)new PartnerEnrolled(at, partner, hash),
        from at in Times from partner in Partners from change in Rounds from suspended in Gen.Elements(true, false)
        select (LedgerEntry)new PartnerStanding(at, partner, change, suspended),
        from at in Times from run in Runs from partner in Partners select (LedgerEntry)new PartnerJoinedRun(at, run, partner),
        from at in Times from run in Runs from plan in Texts from hashes in Hashes.ArrayOf(3) from rounds in Rounds from partners in SomePartners from spend in Spends
        select (LedgerEntry)new RunLaunched(at, run, plan, hashes[0], "record-central", rounds, partners, hashes[1], hashes[2], spend),
        from at in Times from partner in Partners from unit in Gen.Elements("record", "partner") from spend in Spends from delta in Gen.Elements(1L, 100_000_000_000)
        select (LedgerEntry)new BudgetAgreed(at, partner, unit, spend, delta),
        from at in Times from run in Runs from round in Rounds from noise in Noises select (LedgerEntry)new NoiseTuned(at, run, round, noise),
        from at in Times from run in Runs from round in Rounds from noise in Noises select (LedgerEntry)new RoundReserved(at, run, round, noise),
        from at in Times from run in Runs from round in Rounds from partner in Partners from code in Gen.Elements("FED-1204", "FED-1206")
        select (LedgerEntry)new UpdateRejected(at, run, round, partner, code),
        from at in Times from run in Runs from round in Rounds from partner in Partners select (LedgerEntry)new UpdateLate(at, run, round, partner),
        from at in Times from run in Runs from round in Rounds from cohort in PartnerSets from members in Members from lost in PartnerSets
        from partials in Hashes.ListOf() from hash in Hashes from mechanism in Texts from spend in Spends from spare in PartnerSets
        select (LedgerEntry)new RoundSealed(at, run, round, cohort, members, lost, [.. partials], hash, mechanism, spend) { Spare = spare },
        from at in Times from run in Runs from round in Rounds from hashes in Hashes.ArrayOf(4)
        select (LedgerEntry)new RoundCommitted(at, run, round, hashes[0], hashes[1], hashes[2], hashes[3]),
        from at in Times from run in Runs from round in Rounds from cohort in PartnerSets from claimed in PartnerSets from reason in Texts
        select (LedgerEntry)new RoundAbandoned(at, run, round, cohort, claimed, reason),
        from at in Times from run in Runs from outcome in Gen.Elements("completed", "stopped", "failed") from hash in Hashes
        select (LedgerEntry)new RunFinished(at, run, outcome, hash),
        from at in Times from hashes in Hashes.ArrayOf(2) from dataset in Texts from examples in Gen.Choose(1, 1_000_000) from metrics in Metrics from who in Texts
        select (LedgerEntry)new ModelEvaluated(at, hashes[0], dataset, hashes[1], examples, metrics, who),
        from at in Times from track in Names from tag in Names from hash in Hashes from who in Texts from reason in Texts
        select (LedgerEntry)new ModelTagged(at, track, tag, hash, who, reason),
        from at in Times from track in Names from tag in Names from hash in Hashes from who in Texts from reason in Texts
        select (LedgerEntry)new ModelUntagged(at, track, tag, hash, who, reason),
        from at in Times from track in Names from hashes in Hashes.ArrayOf(2) from who in Texts from reason in Texts
        select (LedgerEntry)new ReleaseRolledBack(at, track, hashes[0], hashes[1], who, reason),
        from at in Times from track in Names from metric in Names from bound in Bounds from value in Spends from hash in MaybeHashes from who in Texts from reason in Texts
        select (LedgerEntry)new GateAgreed(at, track, new(metric, bound, value, hash), who, reason),
        from at in Times from track in Names from metric in Names from bound in Bounds from who in Texts from reason in Texts
        select (LedgerEntry)new GateWithdrawn(at, track, metric, bound, who, reason),
        from at in Times from name in Names from hashes in Hashes.ArrayOf(2) from source in Texts from who in Texts
        select (LedgerEntry)new ModelImported(at, name, hashes[0], hashes[1], source, who)).ToArbitrary();
}

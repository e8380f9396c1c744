using System.Text;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using static Federated.Domain.Tests.Ledger.SampleLedger;

namespace Federated.Domain.Tests.Ledger;

/// <summary>A small valid history of an adaptive run: round 1 committed, then tuned, round 2 abandoned, round 3 sealed.</summary>
internal static class AdaptiveLedger
{
    public static readonly RunId Adaptive = RunId.Parse("run-1");
    private static readonly PartnerName Ann = PartnerName.Parse("ann");
    private static readonly PartnerName Bob = PartnerName.Parse("bob");

    public static RunLaunched Launched(RunPlan plan) => new(
        At, Adaptive, Encoding.UTF8.GetString(RunPlanFile.Canonical(plan)), RunPlanFile.Hash(plan), plan.Privacy.Mode, plan.Rounds, [Ann, Bob],
        Hash("m0"), default, PrivacySchedule.Reservation(plan));

    public static RoundSealed Seal(int round, string model) => new(At, Adaptive, round, [Ann, Bob], [], [], [], Hash(model), "gaussian", 0);

    /// <summary>Entries 0 to 10.</summary>
    public static List<LedgerEntry> Entries(RunPlan plan) =>
    [
        new FederationCreated(At, TestKeys.Federation, Hash("ca")),
        new PartnerEnrolled(At, Ann, Hash("a")),
        new PartnerEnrolled(At, Bob, Hash("b")),
        Launched(plan),
        new RoundReserved(At, Adaptive, 1, 1_700_000),
        Seal(1, "m0"),
        new RoundCommitted(At, Adaptive, 1, LedgerCodec.LeafHash(Seal(1, "m0")), Hash("m0"), Hash("m1"), Hash("s1")),
        new NoiseTuned(At, Adaptive, 2, 3_000_000),
        new RoundReserved(At, Adaptive, 2, 3_000_000),
        new RoundAbandoned(At, Adaptive, 2, [Ann, Bob], [], "quorum"),
        new RoundReserved(At, Adaptive, 3, 3_000_000),
        Seal(3, "m1"),
    ];

    public static ContentHash LastModel => Hash("m1");
}

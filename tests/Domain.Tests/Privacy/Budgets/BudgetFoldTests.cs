using System.Text;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;
using Federated.Domain.Tests.Ledger;

namespace Federated.Domain.Tests.Privacy.Budgets;

public sealed class BudgetFoldTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly PartnerName Ann = PartnerName.Parse("ann");
    private static readonly PartnerName Eve = PartnerName.Parse("eve");
    private static readonly RunId Run = RunId.Parse("run-1");

    [Fact]
    public void Budget_NewestAgreement_Stands()
    {
        var fold = Fold(new BudgetAgreed(Now, Ann, BudgetAgreed.Record, 3_000_000, 10_000_000), new BudgetAgreed(Now, Ann, BudgetAgreed.Record, 8_000_000, 10_000_000));

        Assert.Equal(new PrivacyBudget(PrivacyUnit.Record, 8, 1e-5), fold.Budget(Ann, PrivacyUnit.Record));
        Assert.Null(fold.Budget(Ann, PrivacyUnit.Partner));
        Assert.Null(fold.Budget(Eve, PrivacyUnit.Record));
    }

    [Fact]
    public void Charges_OfALaunch_AreTheWholeScheduleForItsPartnersOnly()
    {
        var fold = Fold(Launch());

        var charge = Assert.Single(fold.Charges(Ann, PrivacyUnit.Record));
        Assert.Equal(200, Assert.Single(charge.Declared).Count);
        Assert.Null(charge.Used);
        Assert.Empty(fold.Charges(Eve, PrivacyUnit.Record));
        Assert.Empty(fold.Charges(Ann, PrivacyUnit.Partner));
    }

    [Fact]
    public void Charges_OfARunStoppedEarly_AreTheRoundsThatMayHaveBeenAssigned()
    {
        var fold = Fold(Launch(), new RoundAbandoned(Now, Run, 7, [Ann], [], "quorum"), new RunFinished(Now, Run, RunFinished.Stopped, default));

        // Seven rounds are in the ledger, and an eighth may have been under way.
        Assert.Equal(8, Assert.Single(Assert.Single(fold.Charges(Ann, PrivacyUnit.Record)).Used!.Value).Count);
    }

    [Fact]
    public void Charges_OfACompletedRun_AreTheWholeScheduleWhetherOrNotItsSealsWereRead()
    {
        var charge = Assert.Single(Fold(Launch(), new RunFinished(Now, Run, RunFinished.Completed, default)).Charges(Ann, PrivacyUnit.Record));

        Assert.Equal(200, Assert.Single(charge.Declared).Count);
        Assert.Null(charge.Used);
    }

    [Fact]
    public void Shares_OfAllRounds_AddUpToTheReservation()
    {
        const long Reserved = 2_684_123;

        Assert.Equal(Reserved, Enumerable.Range(1, 200).Sum(round => PrivacySchedule.Share(Reserved, round, 200)));
    }

    [Fact]
    public void Charges_OfAnAdaptiveRun_AreItsReservedRoundsWhateverBecameOfThem()
    {
        var launch = AdaptiveLedger.Launched(PrivatePlans.Adaptive(3));
        var none = Assert.Single(Fold(launch).Charges(Ann, PrivacyUnit.Record));
        var fold = Fold(
            launch,
            new RoundReserved(Now, Run, 1, 1_700_000), new RoundAbandoned(Now, Run, 1, [Ann], [], "quorum"),
            new RoundReserved(Now, Run, 2, 1_700_000),
            new NoiseTuned(Now, Run, 3, 3_000_000),
            new RoundReserved(Now, Run, 3, 3_000_000),
            new RunFinished(Now, Run, RunFinished.Stopped, default));

        var charge = Assert.Single(fold.Charges(Ann, PrivacyUnit.Record));

        Assert.True(none is { IsAdaptive: true, Declared.IsEmpty: true, Used.Length: 0 });
        Assert.True(charge is { IsAdaptive: true, Declared.IsEmpty: true });
        Assert.Equal([(1.7, 2), (3.0, 1)], charge.Used!.Value.Select(e => (((PoissonSampledGaussianEvent)e.Event).NoiseMultiplier, e.Count)).Order());
    }

    private static RunLaunched Launch() => new(
        Now, Run, Encoding.UTF8.GetString(RunPlanFile.Canonical(PrivatePlans.RecordCentral)), RunPlanFile.Hash(PrivatePlans.RecordCentral),
        PrivacyPlan.RecordCentral, 200, [Ann, PartnerName.Parse("bob")], default, default, 2_690_000);

    private static BudgetFold Fold(params LedgerEntry[] entries)
    {
        var fold = new BudgetFold();
        foreach (var entry in entries)
            fold.Apply(LedgerCodec.Decode(LedgerCodec.Encode(entry)));
        return fold;
    }
}

using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;

namespace Federated.Grains.Tests.Run;

/// <summary>Adaptive runs: every round is in the ledger before anything of it leaves, and the filter or a budget ends the run.</summary>
public sealed class AdaptiveRunTests(TestSilo silo) : IClassFixture<TestSilo>
{
    [Fact]
    public async Task Launch_OpensARound_OnlyAfterItsReservationIsInTheLedger()
    {
        var plan = await Plan("anna");
        await silo.Launch(plan, "first-reserved");

        var entries = await silo.Entries("first-reserved");
        Assert.Equal(PrivacySchedule.Reservation(plan), Assert.Single(entries.OfType<RunLaunched>()).ReservedMicroEpsilon);
        Assert.Equal((1, 1_000_000), entries.OfType<RoundReserved>().Select(r => (r.Round, r.MicroNoiseMultiplier)).Single());
        Assert.Equal(1.0, (await silo.Round("first-reserved", 1).AssignmentFor("anna"))!.Terms.NoiseMultiplier);
        var status = await silo.Run("first-reserved").Status();
        Assert.Equal((1, 1_000_000), (status.Reserved.Length, status.NextNoise));
    }

    [Fact]
    public async Task Tune_MidRun_HoldsFromTheFirstRoundThatIsNotReserved()
    {
        var plan = await Plan("bert");
        await silo.Launch(plan, "tuned");

        var reply = await silo.Run("tuned").Tune(2.5);
        Assert.Null(reply.Failure);
        Assert.Equal(2, reply.FromRound);
        Assert.Equal(1.0, (await silo.Round("tuned", 1).AssignmentFor("bert"))!.Terms.NoiseMultiplier);
        await Close("tuned", 1, "bert", plan);

        var second = await TestSilo.Eventually(() => silo.Round("tuned", 2).AssignmentFor("bert"), assignment => assignment is not null);
        Assert.Equal(2.5, second!.Terms.NoiseMultiplier);
        var entries = await silo.Entries("tuned");
        Assert.Equal((2, 2_500_000), entries.OfType<NoiseTuned>().Select(t => (t.FromRound, t.MicroNoiseMultiplier)).Single());
        Assert.Equal([1_000_000, 2_500_000], entries.OfType<RoundReserved>().Select(r => r.MicroNoiseMultiplier));
        Assert.All(entries.OfType<RoundSealed>(), s => Assert.Equal(0, s.SpendMicroEpsilon));
        Assert.Equal(AggregationPlan.Of(plan).Mechanism, entries.OfType<RoundSealed>().Single().Mechanism);
    }

    [Fact]
    public async Task Tune_OutOfRangeOrARunThatIsFixedOrUnknownOrOver_IsRefused()
    {
        var plan = await Plan("cara");
        await silo.Launch(plan, "tunable");
        await silo.Launch(plan with { Privacy = plan.Privacy with { Filter = null }, Rounds = 2 }, "fixed");

        foreach (var noise in new[] { 0.1, 8.1, 1.0000001, double.NaN })
            Assert.Equal(ErrorCodes.PlanInvalid.Number, (await silo.Run("tunable").Tune(noise)).Failure!.Code);
        Assert.Equal(ErrorCodes.PlanIncompatible.Number, (await silo.Run("fixed").Tune(2)).Failure!.Code);
        Assert.Equal(ErrorCodes.PlanIncompatible.Number, (await silo.Ledger.Tune(new("fixed", 2_000_000))).Failure!.Code);
        Assert.Equal(ErrorCodes.PlanIncompatible.Number, (await silo.Ledger.ReserveRound(new("fixed", 1))).Failure!.Code);
        Assert.Equal(ErrorCodes.RunUnknown.Number, (await silo.Run("nowhere").Tune(2)).Failure!.Code);
        await silo.Run("tunable").Stop();
        await silo.Run("tunable").Stop();
        Assert.Equal(ErrorCodes.RunNotActive.Number, (await silo.Run("tunable").Tune(2)).Failure!.Code);
        Assert.Equal(ErrorCodes.RunNotActive.Number, (await silo.Ledger.Tune(new("tunable", 2_000_000))).Failure!.Code);
        Assert.Equal(ErrorCodes.RunNotActive.Number, (await silo.Ledger.ReserveRound(new("tunable", 2))).Failure!.Code);
        Assert.DoesNotContain(await silo.Entries("tunable"), e => e is NoiseTuned);
    }

    [Fact]
    public async Task Filter_Exhausted_EndsTheRunAndSaysWhy()
    {
        var plan = await Plan("dora", epsilon: 6);
        var admitted = Admitted(plan);
        Assert.InRange(admitted, 2, 20);
        await silo.Launch(plan, "exhausted");

        for (var round = 1; round <= admitted; round++)
            await Close("exhausted", round, "dora", plan);
        var ended = await TestSilo.Eventually(() => silo.Run("exhausted").Status(), s => s.Outcome != "running");

        Assert.Equal(("completed", admitted), (ended.Outcome, ended.CommittedRounds));
        Assert.Contains($"After {admitted} rounds the run's filter of epsilon 6", ended.Message, StringComparison.Ordinal);
        var entries = await silo.Entries("exhausted");
        Assert.Equal(admitted, entries.OfType<RoundReserved>().Count());
        Assert.Equal(RunFinished.Completed, Assert.Single(entries.OfType<RunFinished>()).Outcome);
        Assert.False((await silo.Round("exhausted", admitted + 1).Status()).Exists);
    }

    [Fact]
    public async Task Reserve_Twice_IsOneReservationAndOnlyTheNextRoundIsReserved()
    {
        var plan = await Plan("emil");
        await silo.Launch(plan, "twice");

        Assert.Equal(1_000_000, (await silo.Ledger.ReserveRound(new("twice", 1))).MicroNoiseMultiplier);
        Assert.Equal(ErrorCodes.RoundUnknown.Number, (await silo.Ledger.ReserveRound(new("twice", 2))).Failure!.Code);
        // Tuning does not change what is reserved, so a repeat after a crash gives the same.
        Assert.Null((await silo.Run("twice").Tune(4)).Failure);
        Assert.Equal(1_000_000, (await silo.Ledger.ReserveRound(new("twice", 1))).MicroNoiseMultiplier);

        Assert.Single((await silo.Entries("twice")).OfType<RoundReserved>());
    }

    [Fact]
    public async Task Seal_OfAnUnreservedRound_IsRefused()
    {
        var plan = await Plan("fred");
        await silo.Launch(plan, "unreserved");
        var seal = new RoundSealed(DateTimeOffset.UnixEpoch, RunId.Parse("unreserved"), 2, [PartnerName.Parse("fred")], [], [], [], default, "none", 0);

        var reply = await silo.Ledger.Seal(new(LedgerCodec.Encode(seal), new byte[32]));

        Assert.Equal(ErrorCodes.ReservationMissing.Number, reply.Failure!.Code);
    }

    [Fact]
    public async Task Budget_SharedByTwoRuns_EndsTheOneThatFindsItSpentAndNamesThePartner()
    {
        var plan = await Plan("gina");
        Assert.Null((await silo.Ledger.Append([LedgerCodec.Encode(new BudgetAgreed(DateTimeOffset.UnixEpoch, PartnerName.Parse("gina"), BudgetAgreed.Record, 10_000_000, 10_000_000))])).Failure);
        var budget = new PrivacyBudget(PrivacyUnit.Record, 10, 1e-5);
        var rounds = Enumerable.Range(1, 100).First(n => Epsilon(n + 1) > 10);
        Assert.InRange(rounds, 3, 50);
        await silo.Launch(plan, "sister");
        await silo.Launch(plan, "brother");
        // One round each is reserved; the sister takes all the rest.
        for (var round = 1; round < rounds; round++)
            await Close("sister", round, "gina", plan);

        var sister = await TestSilo.Eventually(() => silo.Run("sister").Status(), s => s.Outcome != "running");
        Assert.Equal(("completed", rounds - 1), (sister.Outcome, sister.CommittedRounds));
        Assert.Contains("the budget of 'gina' allows 10 over all runs", sister.Message, StringComparison.Ordinal);
        await Close("brother", 1, "gina", plan);
        var brother = await TestSilo.Eventually(() => silo.Run("brother").Status(), s => s.Outcome != "running");
        Assert.Equal(("completed", 1), (brother.Outcome, brother.CommittedRounds));
        Assert.Contains("the budget of 'gina'", brother.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.BudgetExceeded.Number, (await silo.Launch(plan, "cousin")).Failure!.Code);

        double Epsilon(int n) => BudgetAccount.Epsilon([RunCharge.Adaptive(RunId.Parse("any"), PrivacySchedule.Events(plan, Enumerable.Repeat(1_000_000L, n)))], budget);
    }

    [Fact]
    public async Task Budget_ARunThatCompleted_StaysChargedWithAllItsRounds()
    {
        await silo.Enrol("spent");
        var plan = Declared("spent");
        // Room for the schedule once, and not twice: the filter's figure for it is what the budget is.
        var budget = Enumerable.Range(1, 1000).Select(tenths => new PrivacyBudget(PrivacyUnit.Record, tenths / 10.0, 1e-5))
            .First(b => BudgetAccount.Epsilon([new RunCharge(RunId.Parse("any"), []), new RunCharge(RunId.Parse("other"), PrivacySchedule.Events(plan, plan.Rounds))], b) <= b.Epsilon);
        Assert.Null((await silo.Ledger.Append([LedgerCodec.Encode(
            new BudgetAgreed(DateTimeOffset.UnixEpoch, PartnerName.Parse("spent"), BudgetAgreed.Record, (long)(budget.Epsilon * 1e6), 10_000_000))])).Failure);
        Assert.Null((await silo.Launch(plan, "spends-it")).Failure);
        for (var round = 1; round <= plan.Rounds; round++)
            await Close("spends-it", round, "spent", plan);
        Assert.Equal("completed", (await TestSilo.Eventually(() => silo.Run("spends-it").Status(), s => s.Outcome != "running")).Outcome);

        Assert.Equal(ErrorCodes.BudgetExceeded.Number, (await silo.Launch(plan, "again")).Failure!.Code);
        // Also to a reader that begins with the ledger as it is now.
        var charge = Assert.Single((await new Grains.Ledger.BudgetBook(silo.LedgerStore).Read()).Charges(PartnerName.Parse("spent"), PrivacyUnit.Record));
        Assert.Null(charge.Used);
    }

    private static RunPlan Declared(string partner) => TinyPlan.Of(cohort: 1, rounds: 3) with
    {
        Strategy = new() { Kind = "server-sgd" },
        Training = new(),
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 1, SamplingRate = 0.5, Projection = 1,
            PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add(partner, 100),
        },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Crash_BetweenReservationAndOpening_ReservesOnceAndGoesOn(int round)
    {
        var partner = $"hugo-{round}";
        var run = $"crash-{round}";
        var plan = await Plan(partner);
        silo.Faults.FailOnce(FaultPoint.Admitted, new(RunId.Parse(run), round));

        try
        {
            await silo.Launch(plan, run);
        }
        catch (InjectedFaultException) when (round == 1)
        {
        }

        if (round == 2)
            await Close(run, 1, partner, plan);
        await TestSilo.Eventually(() => Task.FromResult(silo.Faults.Failed(run)), failed => failed);
        Assert.False((await silo.Round(run, round).Status()).Exists);
        Assert.Equal(round, (await silo.Entries(run)).OfType<RoundReserved>().Count());

        await silo.Run(run).Advance();

        await Close(run, round, partner, plan);
        await TestSilo.Eventually(() => silo.Round(run, round + 1).Status(), s => s.Exists);
        Assert.Equal(Enumerable.Range(1, round + 1), (await silo.Entries(run)).OfType<RoundReserved>().Select(r => r.Round));
    }

    [Fact]
    public async Task Round_Abandoned_KeepsItsReservationAndTheNextHasItsOwn()
    {
        var plan = await Plan("ines", mode: PrivacyPlan.RecordLocal, deadlineSeconds: 1);
        await silo.Launch(plan, "abandoned");

        await TestSilo.Eventually(() => silo.Run("abandoned").Status(), s => s.ClosedRounds >= 1);
        await silo.Run("abandoned").Stop();
        await silo.Run("abandoned").Stop();

        var entries = await silo.Entries("abandoned");
        Assert.Contains(entries, e => e is RoundAbandoned { Round: 1 });
        Assert.Contains(entries, e => e is RoundReserved { Round: 1 });
        Assert.Contains(entries, e => e is RoundReserved { Round: 2 });
    }

    private static int Admitted(RunPlan plan)
    {
        var reserved = new List<long>();
        while (RunFilter.Admits(plan, reserved, 1_000_000))
            reserved.Add(1_000_000);
        return reserved.Count;
    }

    private async Task<RunPlan> Plan(string partner, double epsilon = 500, string mode = PrivacyPlan.RecordCentral, int deadlineSeconds = 60)
    {
        await silo.Enrol(partner);
        var central = mode == PrivacyPlan.RecordCentral;
        return TinyPlan.Of(cohort: 1, rounds: 100, deadlineSeconds: deadlineSeconds) with
        {
            Strategy = new() { Kind = central ? "server-sgd" : "fedavg" },
            Training = new(),
            Privacy = new()
            {
                Mode = mode, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 1, SamplingRate = 0.5, Projection = central ? 1 : null, Filter = new() { Epsilon = epsilon },
                PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add(partner, 100),
            },
        };
    }

    /// <summary>Record-central releases a round whoever answered, so a decline closes it.</summary>
    private async Task Close(string run, int round, string partner, RunPlan plan)
    {
        Assert.Equal(PrivacyPlan.RecordCentral, plan.Privacy.Mode);
        await TestSilo.Eventually(() => silo.Round(run, round).Status(), s => s.Exists);
        Assert.Null((await silo.Round(run, round).Decline(new(partner, "FED-1502", "no data in this test"))).Failure);
        await TestSilo.Eventually(() => silo.Run(run).Status(), s => s.CommittedRounds >= round);
    }
}

using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;

namespace Federated.Grains.Tests.Run;

public sealed class CohortTests : IAsyncLifetime
{
    private readonly TestSilo _silo = new();

    public Task InitializeAsync() => _silo.InitializeAsync();

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task OverSelection_WhenThePlacesAreTaken_TheOthersAreNotNeededAndTheSealSaysSo()
    {
        await _silo.Enrol("ann", "bob", "cat", "dan");
        var plan = With(TinyPlan.Of(cohort: 2), c => c with { OverSelect = 1 });
        await _silo.Launch(plan, "over");
        Assert.Equal(4, (await Opened("over", 1)).Members.Length);
        var intake = new FakeIntake(_silo, "intake-over");
        await intake.Send("over", 1, "dan", 1, plan);
        await intake.Send("over", 1, "ann", 1, plan);
        await Ended("over");

        var surplus = await intake.Send("over", 1, "bob", 1, plan);

        Assert.Equal(ErrorCodes.UpdateNotNeeded.Number, surplus.Failure!.Code);
        var entries = await _silo.Entries("over");
        Assert.Equal(["bob", "cat"], Assert.Single(entries.OfType<RoundSealed>()).Spare.Select(p => p.ToString()));
        Assert.DoesNotContain(entries, e => e is UpdateLate or UpdateRejected);
        Assert.Empty((await _silo.Partner("cat").NextWork(new(0, []))).Assignments);
    }

    [Fact]
    public async Task OpenRun_APartnerThatEnrolsAfterTheLaunch_IsInTheNextRound()
    {
        await _silo.Enrol("ann", "bob");
        var plan = With(TinyPlan.Of(cohort: 3, rounds: 2, quorum: 2), c => c with { Minimum = 2, OpenToNewPartners = true });
        await _silo.Launch(plan, "open");
        Assert.Equal(["ann", "bob"], (await Opened("open", 1)).Members.Select(m => m.Partner));

        await _silo.Enrol("cat");
        await TestSilo.Eventually(() => _silo.Entries("open"), e => e.Any(x => x is PartnerJoinedRun));
        var intake = new FakeIntake(_silo, "intake-open");
        await intake.Send("open", 1, "ann", 1, plan);
        await intake.Send("open", 1, "bob", 1, plan);

        Assert.Equal(["ann", "bob", "cat"], (await Opened("open", 2)).Members.Select(m => m.Partner));
        foreach (var partner in (string[])["ann", "bob", "cat"])
            await intake.Send("open", 2, partner, 1, plan);
        Assert.Equal("completed", (await Ended("open")).Outcome);
        Assert.Contains(await _silo.Entries("open"), e => e is RoundCommitted { Round: 2 });
        Assert.Empty(CohortAudit.Check(await Everything(), RunId.Parse("open")));
    }

    [Fact]
    public async Task OpenPrivateRun_ANewcomer_JoinsOnlyWithABudgetThatCoversTheRun()
    {
        await _silo.Enrol("ann", "bob");
        var plan = PrivatePlan();
        Assert.Null((await _silo.Launch(plan, "private")).Failure);
        await Opened("private", 1);
        await _silo.Enrol("cat");
        await _silo.Run("private").PartnersChanged();
        await _silo.Run("private").Advance();
        Assert.DoesNotContain(await _silo.Entries("private"), e => e is PartnerJoinedRun);

        await Agree("cat", epsilon: 0.001);
        await _silo.Run("private").Advance();
        Assert.DoesNotContain(await _silo.Entries("private"), e => e is PartnerJoinedRun);

        await Agree("cat", epsilon: 1000);
        await TestSilo.Eventually(() => _silo.Entries("private"), e => e.Any(x => x is PartnerJoinedRun { Partner: var p } && p.ToString() == "cat"));
    }

    [Fact]
    public async Task Suspend_BelowTheMinimum_TheRunWaitsAndSaysSoUntilThePartnerIsBack()
    {
        await _silo.Enrol("ann", "bob");
        var plan = TinyPlan.Of(cohort: 2, rounds: 2);
        await _silo.Launch(plan, "waits");
        await Opened("waits", 1);
        Assert.Null((await _silo.Partner("bob").Suspend(true)).Failure);
        Assert.Null((await _silo.Partner("bob").Suspend(true)).Failure);
        var intake = new FakeIntake(_silo, "intake-waits");
        await intake.Send("waits", 1, "ann", 1, plan);
        await intake.Send("waits", 1, "bob", 1, plan);

        var waiting = await TestSilo.Eventually(() => _silo.Run("waits").Status(), s => s.ClosedRounds == 1 && s.Message is not null);
        Assert.Contains("waiting for partners: 1 of 2", waiting.Message, StringComparison.Ordinal);
        Assert.False((await _silo.Round("waits", 2).Status()).Exists);

        Assert.Null((await _silo.Partner("bob").Suspend(false)).Failure);
        Assert.Equal(["ann", "bob"], (await Opened("waits", 2)).Members.Select(m => m.Partner));
        Assert.Equal([(1, true), (2, false)], (await Everything()).OfType<PartnerStanding>().Select(s => (s.Change, s.Suspended)));
        Assert.Null((await _silo.Run("waits").Status()).Message);
    }

    [Fact]
    public async Task Suspend_AboveTheMinimum_TheRunGoesOnWithoutThePartner()
    {
        await _silo.Enrol("ann", "bob", "cat");
        var plan = TinyPlan.Of(cohort: 3, rounds: 2, quorum: 2);
        await _silo.Launch(plan, "goes-on");
        await Opened("goes-on", 1);
        await _silo.Partner("cat").Suspend(true);
        var intake = new FakeIntake(_silo, "intake-goes-on");
        foreach (var partner in (string[])["ann", "bob", "cat"])
            await intake.Send("goes-on", 1, partner, 1, plan);

        Assert.Equal(["ann", "bob"], (await Opened("goes-on", 2)).Members.Select(m => m.Partner));
        Assert.Empty(CohortAudit.Check(await Everything(), RunId.Parse("goes-on")));
        Assert.Equal(ErrorCodes.PlanDoesNotFit.Number, (await _silo.Launch(plan, "too-few")).Failure!.Code);
    }

    [Fact]
    public async Task Suspend_WhoIsNotEnrolled_IsRefused() =>
        Assert.Equal(ErrorCodes.PartnerUnknown.Number, (await _silo.Partner("nobody").Suspend(true)).Failure!.Code);

    [Fact]
    public async Task Decline_TakesTheOfferOffTheNodesList()
    {
        await _silo.Enrol("ann", "bob");
        await _silo.Launch(TinyPlan.Of(cohort: 2, quorum: 1), "declined");
        await Opened("declined", 1);
        Assert.Single((await _silo.Partner("ann").NextWork(new(20, []))).Assignments);

        await _silo.Round("declined", 1).Decline(new("ann", "FED-1005", "a ceiling"));

        Assert.Empty((await _silo.Partner("ann").NextWork(new(0, []))).Assignments);
    }

    [Fact]
    public async Task NextWork_WhatANodeDeclares_IsKnownOfThePartner()
    {
        await _silo.Enrol("ann");
        await _silo.Partner("ann").NextWork(new(0, [], new(8, Gpu: true, 4096)));
        await _silo.Partner("ann").NextWork(new(0, []));

        Assert.Equal(new(8, Gpu: true, 4096), (await _silo.Partner("ann").Status()).Capability);
        await _silo.Launch(With(TinyPlan.Of(cohort: 1), c => c with { Selection = CohortPlan.Resources }), "resources");
        Assert.Single((await Opened("resources", 1)).Members);
    }

    [Fact]
    public async Task ThreeRunsAtOnce_OverTheSameNodes_AllFinishAndTheirRoundsInterleave()
    {
        const int Rounds = 5;
        await _silo.Enrol("ann", "bob");
        var plan = TinyPlan.Of(cohort: 2, rounds: Rounds);
        string[] runs = ["first", "second", "third"];
        foreach (var run in runs)
            Assert.Null((await _silo.Launch(plan, run)).Failure);
        using var stop = new CancellationTokenSource();
        var nodes = ((string[])["ann", "bob"]).Select(partner => Work(partner, plan, stop.Token)).ToArray();

        foreach (var run in runs)
            Assert.Equal("completed", (await Ended(run)).Outcome);
        await stop.CancelAsync();
        await Task.WhenAll(nodes);

        var closed = runs.ToDictionary(r => r, _ => 0);
        foreach (var committed in (await Everything()).OfType<RoundCommitted>())
        {
            closed[committed.Run.ToString()]++;
            Assert.True(closed.Values.Max() - closed.Values.Min() <= 2, $"the runs have closed {string.Join(", ", closed.Values)} rounds");
        }

        Assert.All(closed.Values, count => Assert.Equal(Rounds, count));
    }

    /// <summary>A node: one assignment at a time, as it is handed out.</summary>
    private async Task Work(string partner, RunPlan plan, CancellationToken stop)
    {
        var intake = new FakeIntake(_silo, $"intake-of-{partner}");
        while (!stop.IsCancellationRequested)
        {
            var work = await _silo.Partner(partner).NextWork(new(1, []), CancellationToken.None);
            Assert.InRange(work.Assignments.Length, 0, 1);
            foreach (var assignment in work.Assignments)
            {
                await intake.Send(assignment.Run, assignment.Round, partner, 1, plan);
                await _silo.Partner(partner).Withdraw(new(assignment.Run, assignment.Round));
            }
        }
    }

    private async Task Agree(string partner, double epsilon)
    {
        var agreed = new BudgetAgreed(DateTimeOffset.UtcNow, Domain.Agreements.PartnerName.Parse(partner), BudgetAgreed.Record, (long)(epsilon * 1e6), 10_000_000);
        Assert.Null((await _silo.Ledger.Append([LedgerCodec.Encode(agreed)])).Failure);
        await _silo.Federation.PartnerChanged((await _silo.Federation.Partners()).Single(p => p.Partner == partner));
    }

    private static RunPlan PrivatePlan() => With(TinyPlan.Of(cohort: 3, quorum: 2), c => c with { Minimum = 2, OpenToNewPartners = true }) with
    {
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordLocal, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 1.5, SamplingRate = 0.1,
            PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add("ann", 1000).Add("bob", 1000).Add("cat", 1000),
        },
    };

    private static RunPlan With(RunPlan plan, Func<CohortPlan, CohortPlan> change) => plan with { Cohort = change(plan.Cohort) };

    private async Task<List<LedgerEntry>> Everything() => [.. (await _silo.LedgerStore.Page(0, 10_000)).Select(e => e.Decode())];

    private Task<Abstractions.Round.RoundStatusMessage> Opened(string run, int round) => TestSilo.Eventually(() => _silo.Round(run, round).Status(), s => s.Exists);

    private Task<Abstractions.Run.RunStatusMessage> Ended(string run) => TestSilo.Eventually(() => _silo.Run(run).Status(), s => s.Outcome != "running");
}

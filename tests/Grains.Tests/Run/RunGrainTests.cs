using Federated.Domain.Errors;
using Federated.Domain.Ledger;

namespace Federated.Grains.Tests.Run;

public sealed class RunGrainTests(TestSilo silo) : IClassFixture<TestSilo>
{
    [Fact]
    public async Task Launch_SameOperationTwice_LaunchesOnce()
    {
        await silo.Enrol("ola");
        var plan = TinyPlan.Of(cohort: 1);

        var first = await silo.Launch(plan, "once", operation: "op-1");
        var second = await silo.Launch(plan, "once", operation: "op-1");
        var other = await silo.Launch(plan, "once", operation: "op-2");

        Assert.Equal(first, second);
        Assert.Equal(ErrorCodes.RunExists.Number, other.Failure!.Code);
        Assert.Single((await silo.Entries("once")).OfType<RunLaunched>());
    }

    [Fact]
    public async Task Launch_WithFewerPartnersThanTheCohort_SaysHowManyThereAre()
    {
        var reply = await silo.Launch(TinyPlan.Of(cohort: 50), "too-many");

        Assert.Equal(ErrorCodes.PlanDoesNotFit.Number, reply.Failure!.Code);
        Assert.Contains("cohort of 50", reply.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(await silo.Entries("too-many"));
    }

    [Fact]
    public async Task Launch_WithoutAnId_MakesOneFromThePlansName()
    {
        await silo.Enrol("pia");
        var plan = System.Text.Encoding.UTF8.GetString(Domain.Plans.RunPlanFile.Canonical(TinyPlan.Of(cohort: 1) with { Name = "Chest X-ray 2026!" }));

        var first = await silo.Federation.Launch(new(plan, null, "auto-1"));
        var second = await silo.Federation.Launch(new(plan, null, "auto-2"));

        Assert.Equal("chest-x-ray-2026-1", first.Run);
        Assert.Equal("chest-x-ray-2026-2", second.Run);
    }

    [Fact]
    public async Task Stop_DuringARound_LetsItFinishAndASecondStopDoesNot()
    {
        await silo.Enrol("que");
        var plan = TinyPlan.Of(cohort: 1, rounds: 5);
        await silo.Launch(plan, "stopped-softly");
        await silo.Launch(plan, "stopped-now");
        Assert.Null((await silo.Run("stopped-softly").Stop()).Failure);
        Assert.Equal("running", (await silo.Run("stopped-softly").Status()).Outcome);
        var member = (await silo.Round("stopped-softly", 1).Status()).Members[0].Partner;
        await new FakeIntake(silo, "intake-stop").Send("stopped-softly", 1, member, 1, plan);
        var ended = await TestSilo.Eventually(() => silo.Run("stopped-softly").Status(), s => s.Outcome != "running");
        Assert.Equal(("stopped", 1), (ended.Outcome, ended.CommittedRounds));

        await silo.Run("stopped-now").Stop();
        Assert.Null((await silo.Run("stopped-now").Stop()).Failure);

        Assert.Equal("stopped", (await silo.Run("stopped-now").Status()).Outcome);
        await TestSilo.Eventually(() => silo.Round("stopped-now", 1).Status(), s => s.Phase == "abandoned");
        Assert.DoesNotContain(await silo.Entries("stopped-now"), e => e is RoundAbandoned or RoundSealed);
    }

    [Fact]
    public async Task Watch_WithAnOldVersion_ReturnsAtOnceAndANewOneWaitsForAChange()
    {
        await silo.Enrol("ray");
        await silo.Launch(TinyPlan.Of(cohort: 1), "watched");
        var status = await silo.Run("watched").Watch(0, 25);

        var waiting = silo.Run("watched").Watch(status.Version, 25);
        Assert.False(waiting.IsCompleted);
        await silo.Run("watched").RoundChanged();

        Assert.True((await waiting).Version > status.Version);
    }
}

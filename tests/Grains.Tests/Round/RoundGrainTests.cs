using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Grains.Tests.Round;

public sealed class RoundGrainTests(TestSilo silo) : IClassFixture<TestSilo>
{
    [Fact]
    public async Task Run_OfTwoRounds_CommitsTheMeanOfItsMembersEachTime()
    {
        await silo.Enrol("ann", "bob");
        var plan = TinyPlan.Of(cohort: 2, rounds: 2);
        Assert.Null((await silo.Launch(plan, "two-rounds")).Failure);
        var intake = new FakeIntake(silo, "intake-two-rounds");
        for (var round = 1; round <= 2; round++)
        {
            var members = (await Opened("two-rounds", round)).Members;
            Assert.True((await intake.Send("two-rounds", round, members[0].Partner, 1, plan)).Fold);
            Assert.True((await intake.Send("two-rounds", round, members[1].Partner, 2, plan)).Fold);
        }

        var ended = await Ended("two-rounds");

        Assert.Equal(["committed", "committed", string.Empty], [await silo.Round("two-rounds", 1).Phase(), await silo.Round("two-rounds", 2).Phase(), await silo.Round("two-rounds", 3).Phase()]);
        Assert.Equal("completed", ended.Outcome);
        var layout = plan.Model.ToSpecification().Layout;
        var blobs = await silo.Blob(ended.Model);
        var expected = plan.Model.ToSpecification().InitialParameters(plan.Model.Seed).Select(p => (float)((float)(p + 1.5) + 1.5)).ToArray();
        Assert.Equal(expected, ModelFile.Read(blobs, layout));
        var entries = await silo.Entries("two-rounds");
        Assert.Equal(["run-launched", "round-sealed", "round-committed", "round-sealed", "round-committed", "run-finished"], entries.Select(e => e.Type));
        await TestSilo.Eventually(() => Task.FromResult(intake.Released), released => released == 2);
    }

    [Fact]
    public async Task Run_PartialSumsByBlob_LeaveNoSumWithoutNoiseBehind()
    {
        await silo.Enrol("ada");
        var plan = TinyPlan.Of(cohort: 1);
        var intake = new FakeIntake(silo, "intake-by-blob") { ByBlob = silo.Blobs };
        await silo.Launch(plan with { Privacy = new() { Mode = "none" } }, "by-blob");
        var member = Assert.Single((await Opened("by-blob", 1)).Members).Partner;
        await intake.Send("by-blob", 1, member, 1, plan);

        Assert.Equal("completed", (await Ended("by-blob")).Outcome);
        Assert.Null(await silo.Blobs.Read(Assert.Single(intake.Blobs)));
    }

    [Fact]
    public async Task Claim_TheSameTwice_GivesTheSameReceiptAndFoldsOnce()
    {
        await silo.Enrol("cat", "dan");
        var plan = TinyPlan.Of(cohort: 4, quorum: 4);
        await silo.Enrol("cat2", "dan2");
        await silo.Launch(plan, "same-twice");
        await Opened("same-twice", 1);
        var member = (await silo.Round("same-twice", 1).Status()).Members[0].Partner;
        var intake = new FakeIntake(silo, "intake-same-twice");

        var first = await intake.Send("same-twice", 1, member, 1, plan);
        var second = await intake.Send("same-twice", 1, member, 1, plan);
        var other = await intake.Send("same-twice", 1, member, 2, plan);

        Assert.True(first.Fold);
        Assert.False(second.Fold);
        Assert.Equal(first.Receipt, second.Receipt);
        Assert.Equal(ErrorCodes.UpdateConflict.Number, other.Failure!.Code);
        Assert.Contains(await silo.Entries("same-twice"), e => e is UpdateRejected { Code: "FED-1209" });
    }

    [Fact]
    public async Task Seal_AnIntakeThatForgot_AsksItsMembersAgainAndStillCommits()
    {
        await silo.Enrol("eve", "fay");
        var plan = TinyPlan.Of(cohort: 2);
        await silo.Launch(plan, "forgetful");
        await Opened("forgetful", 1);
        var members = (await silo.Round("forgetful", 1).Status()).Members.Select(m => m.Partner).ToArray();
        var forgetful = new FakeIntake(silo, "intake-forgetful") { Forgets = true };
        var receipt = (await forgetful.Send("forgetful", 1, members[0], 1, plan)).Receipt;
        await forgetful.Send("forgetful", 1, members[1], 3, plan);

        var again = await TestSilo.Eventually(() => silo.Round("forgetful", 1).AssignmentFor(members[0]), a => a is not null);
        Assert.True(again!.Resend);
        var work = await silo.Partner(members[1]).NextWork(new(20, []));
        Assert.True(Assert.Single(work.Assignments, a => a.Run == "forgetful").Resend);
        var intake = new FakeIntake(silo, "intake-mindful");
        Assert.Equal(receipt, (await intake.Send("forgetful", 1, members[0], 1, plan)).Receipt);
        await intake.Send("forgetful", 1, members[1], 3, plan);

        Assert.Equal("completed", (await Ended("forgetful")).Outcome);
    }

    [Fact]
    public async Task Decline_ByEveryone_AbandonsTheRoundInTheLedger()
    {
        await silo.Enrol("gus", "hal");
        var plan = TinyPlan.Of(cohort: 2);
        await silo.Launch(plan, "declined");
        await Opened("declined", 1);
        foreach (var member in (await silo.Round("declined", 1).Status()).Members)
            Assert.Null((await silo.Round("declined", 1).Decline(new(member.Partner, "FED-1502", "no data"))).Failure);

        Assert.Equal("failed", (await Ended("declined")).Outcome);
        Assert.Contains(await silo.Entries("declined"), e => e is RoundAbandoned { Round: 1 });
    }

    [Fact]
    public async Task Claim_AfterTheDeadlineWithQuorum_IsLateAndInTheLedger()
    {
        await silo.Enrol("ida", "jon");
        var plan = TinyPlan.Of(cohort: 2, quorum: 1, deadlineSeconds: 1);
        await silo.Launch(plan, "too-late");
        await Opened("too-late", 1);
        var members = (await silo.Round("too-late", 1).Status()).Members.Select(m => m.Partner).ToArray();
        var intake = new FakeIntake(silo, "intake-too-late");
        await intake.Send("too-late", 1, members[0], 1, plan);
        await Ended("too-late");

        var late = await intake.Send("too-late", 1, members[1], 1, plan);

        Assert.Equal(ErrorCodes.UpdateLate.Number, late.Failure!.Code);
        Assert.Contains(await silo.Entries("too-late"), e => e is UpdateLate);
    }

    private Task<Abstractions.Round.RoundStatusMessage> Opened(string run, int round) => TestSilo.Eventually(() => silo.Round(run, round).Status(), s => s.Exists);

    private Task<Abstractions.Run.RunStatusMessage> Ended(string run) => TestSilo.Eventually(() => silo.Run(run).Status(), s => s.Outcome != "running");
}

using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Tests.Rounds;

public sealed class RoundMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly PartnerName A = PartnerName.Parse("partner-a");
    private static readonly PartnerName B = PartnerName.Parse("partner-b");
    private static readonly PartnerName C = PartnerName.Parse("partner-c");
    private static readonly ContentHash One = ContentHash.Of([1]);
    private static readonly ContentHash Two = ContentHash.Of([2]);

    [Fact]
    public void Claim_WhileCollecting_IsAcceptedWithItsCommitment()
    {
        var (state, outcome) = RoundMachine.Claim(Open(), Claim(A, One), Start);

        var member = state.Find(A)!;
        Assert.Equal(ClaimOutcome.Accepted, outcome);
        Assert.Equal(MemberStatus.Claimed, member.Status);
        Assert.Equal(UpdateReceipt.Commit(One, Convert.FromHexString(member.Salt!), state.Id, A), member.Commitment);
        Assert.Equal(Start, member.ClaimedAt);
    }

    [Fact]
    public void Claim_SameUpdateAgain_IsADuplicateAndChangesNothing()
    {
        var state = Claimed(Open(), A, One);

        var (again, outcome) = RoundMachine.Claim(state, Claim(A, One, intake: "intake-2"), Start);

        Assert.Equal(ClaimOutcome.Duplicate, outcome);
        Assert.Same(state, again);
    }

    [Fact]
    public void Claim_AnotherUpdate_IsAConflictAndChangesNothing()
    {
        var state = Claimed(Open(), A, One);

        var (again, outcome) = RoundMachine.Claim(state, Claim(A, Two), Start);

        Assert.Equal(ClaimOutcome.Conflict, outcome);
        Assert.Same(state, again);
    }

    [Fact]
    public void Claim_OutsideTheCohort_IsRefused()
    {
        var (_, outcome) = RoundMachine.Claim(Open(), Claim(PartnerName.Parse("stranger"), One), Start);

        Assert.Equal(ClaimOutcome.NotInCohort, outcome);
    }

    [Theory]
    [InlineData(RoundPhase.Sealing, ClaimOutcome.Retry)]
    [InlineData(RoundPhase.Sealed, ClaimOutcome.Late)]
    [InlineData(RoundPhase.Committed, ClaimOutcome.Late)]
    [InlineData(RoundPhase.Abandoned, ClaimOutcome.Late)]
    public void Claim_AfterCollecting_IsNotTaken(RoundPhase phase, ClaimOutcome expected)
    {
        var state = Open() with { Phase = phase };

        var (again, outcome) = RoundMachine.Claim(state, Claim(A, One), Start);

        Assert.Equal(expected, outcome);
        Assert.Same(state, again);
    }

    [Fact]
    public void Claim_AfterItsIntakeWasLost_TakesOnlyTheSameBytesAndKeepsTheReceipt()
    {
        var before = Claimed(Open(), A, One);
        before = before.With(before.Find(A)! with { Receipt = "the receipt" });
        var lost = RoundMachine.LoseIntakes(before, ["intake-1"], Start);
        Assert.True(lost.Find(A)!.MustResend);

        Assert.Equal(ClaimOutcome.Conflict, RoundMachine.Claim(lost, Claim(A, Two, "intake-2"), Start).Outcome);
        var (state, outcome) = RoundMachine.Claim(lost, Claim(A, One, "intake-2"), Start.AddSeconds(9));

        Assert.Equal(ClaimOutcome.Accepted, outcome);
        Assert.Equal(before.Find(A)! with { Intake = "intake-2" }, state.Find(A));
    }

    [Fact]
    public void Decide_EveryoneAnswered_Seals()
    {
        var state = Claimed(Claimed(Claimed(Open(), A, One), B, One), C, One);

        Assert.Equal(RoundAction.Seal, RoundMachine.Decide(state, Start).Action);
    }

    [Fact]
    public void Decide_OneDeclinedAndQuorumReached_SealsWithoutWaiting()
    {
        var state = RoundMachine.Decline(Claimed(Claimed(Open(), A, One), B, One), C);

        Assert.Equal(RoundAction.Seal, RoundMachine.Decide(state, Start).Action);
    }

    [Fact]
    public void Decide_EveryoneAnsweredWithoutQuorum_Abandons()
    {
        var state = RoundMachine.Decline(RoundMachine.Decline(Claimed(Open(), A, One), B), C);

        var decision = RoundMachine.Decide(state, Start);

        Assert.Equal(RoundAction.Abandon, decision.Action);
        Assert.Contains("quorum 2", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_BeforeTheDeadline_WaitsForIt()
    {
        var decision = RoundMachine.Decide(Claimed(Claimed(Open(), A, One), B, One), Start.AddSeconds(59));

        Assert.Equal(RoundAction.Wait, decision.Action);
        Assert.Equal(Start.AddSeconds(60), decision.WakeAt);
    }

    [Fact]
    public void Decide_AtTheDeadlineWithQuorum_Seals() =>
        Assert.Equal(RoundAction.Seal, RoundMachine.Decide(Claimed(Claimed(Open(), A, One), B, One), Start.AddSeconds(60)).Action);

    [Fact]
    public void Decide_AtTheDeadlineWithoutQuorum_ExtendsOnceThenAbandons()
    {
        var first = RoundMachine.Decide(Claimed(Open(), A, One), Start.AddSeconds(60));
        Assert.Equal(RoundAction.Wait, first.Action);
        Assert.True(first.State.Extended);
        Assert.Equal(Start.AddSeconds(120), first.State.Deadline);

        var second = RoundMachine.Decide(first.State, Start.AddSeconds(120));
        Assert.Equal(RoundAction.Abandon, second.Action);
    }

    [Fact]
    public void LoseIntakes_WhileSealing_CollectsAgainWithinTheGracePeriod()
    {
        var state = RoundMachine.BeginSealing(Claimed(Claimed(Open(), A, One, "intake-1"), B, One, "intake-2"));
        var now = Start.AddSeconds(59);

        var lost = RoundMachine.LoseIntakes(state, ["intake-1"], now);

        Assert.Equal(RoundPhase.Collecting, lost.Phase);
        Assert.Equal(MemberStatus.Wanted, lost.Find(A)!.Status);
        Assert.Equal(MemberStatus.Claimed, lost.Find(B)!.Status);
        Assert.Equal(now.AddSeconds(10), lost.Deadline);
        Assert.Equal(A, Assert.Single(RoundMachine.Lost(lost)));
    }

    [Fact]
    public void Sealed_ThenPartialsLost_WantsExactlyTheSealedMembersAgain()
    {
        var claimed = Claimed(Claimed(Open(), A, One), B, Two);
        var state = RoundMachine.LoseIntakes(RoundMachine.Sealed(claimed, [A, B]), ["intake-1"], Start);

        Assert.Equal(RoundAction.Wait, RoundMachine.Decide(state, Start).Action);
        Assert.Equal(ClaimOutcome.Late, RoundMachine.Claim(state, Claim(C, One, "intake-2"), Start).Outcome);
        Assert.Equal(ClaimOutcome.Conflict, RoundMachine.Claim(state, Claim(A, Two, "intake-2"), Start).Outcome);
        state = Claimed(Claimed(state, A, One, "intake-2"), B, Two, "intake-2");
        Assert.Equal(RoundAction.Finish, RoundMachine.Decide(state, Start).Action);
    }

    [Fact]
    public void Decide_SealedAndNotResentInTime_GoesOnWaiting()
    {
        var state = RoundMachine.LoseIntakes(RoundMachine.Sealed(Claimed(Claimed(Open(), A, One), B, One), [A, B]), ["intake-1"], Start.AddSeconds(60));

        var decision = RoundMachine.Decide(state, Start.AddHours(1));

        Assert.Equal(RoundAction.Wait, decision.Action);
        Assert.Equal(Start.AddHours(1).AddSeconds(10), decision.WakeAt);
    }

    [Fact]
    public void Decline_AfterAClaim_ChangesNothing()
    {
        var state = Claimed(Open(), A, One);

        Assert.Same(state, RoundMachine.Decline(state, A));
    }

    private static RoundState Open() => RoundMachine.Open(
        new(new(RunId.Parse("run-1"), 3), [C, A, B], Quorum: 2, ContentHash.Of([9]), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10)), Start);

    private static UpdateClaim Claim(PartnerName partner, ContentHash update, string intake = "intake-1") =>
        new(partner, update, 1 << 20, intake, new byte[16]);

    private static RoundState Claimed(RoundState state, PartnerName partner, ContentHash update, string intake = "intake-1")
    {
        var (next, outcome) = RoundMachine.Claim(state, Claim(partner, update, intake), Start);
        Assert.Equal(ClaimOutcome.Accepted, outcome);
        return next;
    }
}

using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Domain.Tests.Rounds;

/// <summary>Rounds that ask more partners than they need, and rounds whose clock jumps.</summary>
public sealed class OverSelectedRoundTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly PartnerName[] Cohort = [.. Enumerable.Range(1, 5).Select(i => PartnerName.Parse($"partner-{i}"))];

    [Fact]
    public void Claim_AllPlacesTaken_IsNotNeededAndTheRoundSeals()
    {
        var state = Claimed(Claimed(Claimed(Open(places: 3), 0), 3), 1);

        Assert.Equal(RoundAction.Seal, RoundMachine.Decide(state, Start).Action);
        var (again, outcome) = RoundMachine.Claim(state, Claim(4), Start);
        Assert.Equal(ClaimOutcome.NotNeeded, outcome);
        Assert.Same(state, again);
        Assert.Equal([Cohort[2], Cohort[4]], RoundMachine.Spare(state).AsEnumerable());
    }

    [Fact]
    public void Claim_AfterTheSealOfAFullRound_IsNotNeededRatherThanLate()
    {
        var full = Claimed(Claimed(Claimed(Open(places: 3), 0), 3), 1);

        Assert.Equal(ClaimOutcome.NotNeeded, RoundMachine.Claim(RoundMachine.Sealed(full, [Cohort[0], Cohort[1], Cohort[3]]), Claim(4), Start).Outcome);
        Assert.Equal(ClaimOutcome.Late, RoundMachine.Claim(Claimed(Open(places: 3), 0) with { Phase = RoundPhase.Sealed }, Claim(4), Start).Outcome);
    }

    [Fact]
    public void LoseIntakes_ClaimedMembers_KeepTheirPlace()
    {
        var full = Claimed(Claimed(Claimed(Open(places: 3), 0), 3), 1);

        var lost = RoundMachine.LoseIntakes(full, ["intake-1"], Start);

        Assert.Equal(ClaimOutcome.NotNeeded, RoundMachine.Claim(lost, Claim(4), Start).Outcome);
        Assert.Equal(ClaimOutcome.Accepted, RoundMachine.Claim(lost, Claim(0), Start).Outcome);
        Assert.Equal(RoundAction.Wait, RoundMachine.Decide(lost, Start).Action);
    }

    [Fact]
    public void Decide_DeadlineWithQuorumButNotAllPlaces_SealsWithoutSpares()
    {
        var state = Claimed(Claimed(Open(places: 3), 0), 1);

        Assert.Equal(RoundAction.Seal, RoundMachine.Decide(state, Start.AddSeconds(60)).Action);
        Assert.Empty(RoundMachine.Spare(state));
    }

    [Fact]
    public void Claim_InAnyOrder_NeverTakesMoreThanThePlaces() => Prop.ForAll(Gen.Choose(0, 4).ArrayOf(20).ToArbitrary(), order =>
    {
        var state = order.Aggregate(Open(places: 3), (s, i) => RoundMachine.Claim(s, Claim(i), Start).State);
        return state.Claimed == Math.Min(3, order.Distinct().Count());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decide_ClockJumpsForward_IsAsAtTheDeadline()
    {
        var jumped = Start.AddDays(400);

        Assert.Equal(RoundAction.Seal, RoundMachine.Decide(Claimed(Claimed(Open(), 0), 1), jumped).Action);
        var extended = RoundMachine.Decide(Claimed(Open(), 0), jumped);
        Assert.Equal((RoundAction.Wait, true, jumped.AddSeconds(60)), (extended.Action, extended.State.Extended, extended.WakeAt));
        Assert.Equal(RoundAction.Abandon, RoundMachine.Decide(extended.State, jumped.AddSeconds(60)).Action);
    }

    [Fact]
    public void Decide_ClockJumpsBackward_TheDeadlineStaysAndEveryoneAnsweredStillSeals()
    {
        var jumped = Start.AddDays(-400);
        var state = Claimed(Claimed(Open(), 0), 1);

        var decision = RoundMachine.Decide(state, jumped);
        Assert.Equal((RoundAction.Wait, Start.AddSeconds(60)), (decision.Action, decision.WakeAt));
        Assert.Same(state, decision.State);
        foreach (var i in (int[])[2, 3, 4])
            state = RoundMachine.Claim(state, Claim(i), jumped).State;
        Assert.Equal(RoundAction.Seal, RoundMachine.Decide(state, jumped).Action);
    }

    [Fact]
    public void Decide_ClockJumpsAnyWhere_IsExtendedAtMostOnceAndNeverShortened() => Prop.ForAll(Gen.Choose(-100_000, 100_000).ArrayOf(30).ToArbitrary(), jumps =>
    {
        var (state, extensions) = (Claimed(Open(), 0), 0);
        foreach (var jump in jumps)
        {
            var next = RoundMachine.Decide(state, Start.AddSeconds(jump)).State;
            if (next.Deadline < state.Deadline)
                return false;
            extensions += next.Deadline > state.Deadline ? 1 : 0;
            state = next;
        }

        return extensions <= 1;
    }).QuickCheckThrowOnFailure();

    private static RoundState Open(int? places = null) => RoundMachine.Open(
        new(new(RunId.Parse("run-1"), 1), [.. Cohort], Quorum: 2, ContentHash.Of([9]), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10), Places: places), Start);

    private static UpdateClaim Claim(int partner) => new(Cohort[partner], ContentHash.Of([(byte)partner]), 1 << 20, "intake-1", new byte[16]);

    private static RoundState Claimed(RoundState state, int partner)
    {
        var (next, outcome) = RoundMachine.Claim(state, Claim(partner), Start);
        Assert.Equal(ClaimOutcome.Accepted, outcome);
        return next;
    }
}

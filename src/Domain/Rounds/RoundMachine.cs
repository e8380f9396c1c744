using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;

namespace Federated.Domain.Rounds;

/// <summary>
/// The round as a pure state machine (DESIGN section 4): the next state from this state, a command and the time.
/// <code>
/// Collecting --everyone answered, all places taken, or deadline with quorum--> Sealing --partials equal the claims--> Sealed --> Committed
///     ^  \--deadline without quorum, once: extended            |  \--an intake is lost: its members are wanted again
///     |   \--again: Abandoned                                  v
///     +--------------------------------------------------------+
/// Sealed, and the partials are lost before the commit: the sealed members, and only they, send the same bytes again.
/// </code>
/// A sealed round is never abandoned, whatever the clock says: its membership is in the ledger, and a coordinator that
/// could drop it afterwards could pick results. It waits for its members until the run is stopped.
/// </summary>
public static class RoundMachine
{
    /// <summary>A new round.</summary>
    public static RoundState Open(RoundOpening opening, DateTimeOffset now) => new()
    {
        Run = opening.Round.Run,
        Number = opening.Round.Number,
        Members = [.. opening.Cohort.OrderBy(p => p.ToString(), StringComparer.Ordinal).Select(p => new RoundMember { Partner = p })],
        Quorum = opening.Quorum,
        BaseModel = opening.BaseModel,
        OpenedAt = now,
        Deadline = now + opening.Deadline,
        Grace = opening.Grace,
        AlwaysReleases = opening.AlwaysReleases,
        Places = opening.Places,
    };

    /// <summary>An intake claims a staged update.</summary>
    /// <returns>The next state (the same one unless accepted) and the outcome.</returns>
    public static (RoundState State, ClaimOutcome Outcome) Claim(RoundState state, UpdateClaim claim, DateTimeOffset now)
    {
        if (state.Find(claim.Partner) is not { } member)
            return (state, ClaimOutcome.NotInCohort);
        if (member.Update is { } earlier && earlier != claim.Update)
            return (state, ClaimOutcome.Conflict);
        if (member.Status == MemberStatus.Claimed)
            return (state, ClaimOutcome.Duplicate);

        if (member.Update is null && state.IsFull)
            return (state, ClaimOutcome.NotNeeded);

        return state.Phase switch
        {
            RoundPhase.Sealing => (state, ClaimOutcome.Retry),
            RoundPhase.Collecting => (state.With(Claimed(state, member, claim, now)), ClaimOutcome.Accepted),
            RoundPhase.Sealed when member.MustResend => (state.With(Claimed(state, member, claim, now)), ClaimOutcome.Accepted),
            _ => (state, ClaimOutcome.Late),
        };
    }

    /// <summary>A partner says that it will not send an update. Only an awaited, never claimed member can decline.</summary>
    public static RoundState Decline(RoundState state, PartnerName partner) =>
        state is { Phase: RoundPhase.Collecting } && state.Find(partner) is { Status: MemberStatus.Wanted, Update: null } member
            ? state.With(member with { Status = MemberStatus.Declined })
            : state;

    /// <summary>What the round has to do now.</summary>
    public static RoundDecision Decide(RoundState state, DateTimeOffset now)
    {
        var due = now >= state.Deadline;
        switch (state.Phase)
        {
            case RoundPhase.Collecting when state.AlwaysReleases && (state.EveryoneAnswered || due):
                return new(state, RoundAction.Seal);
            case RoundPhase.Collecting when state.Claimed >= state.Quorum && (state.IsComplete || due):
                return new(state, RoundAction.Seal);
            case RoundPhase.Collecting when state.EveryoneAnswered:
                return new(state, RoundAction.Abandon, Reason: $"everyone answered, {state.Claimed} updates, quorum {state.Quorum}");
            case RoundPhase.Collecting when due && state.Extended:
                return new(state, RoundAction.Abandon, Reason: $"deadline and one extension passed, {state.Claimed} updates, quorum {state.Quorum}");
            case RoundPhase.Collecting when due:
                var extended = state with { Extended = true, Deadline = now + (state.Deadline - state.OpenedAt) };
                return new(extended, RoundAction.Wait, extended.Deadline);
            case RoundPhase.Sealed when state.Members.All(m => !m.MustResend):
                return new(state, RoundAction.Finish);
            case RoundPhase.Sealed:
                return new(state, RoundAction.Wait, Later(state.Deadline, now + state.Grace));
            case RoundPhase.Collecting:
                return new(state, RoundAction.Wait, state.Deadline);
            default:
                return new(state, RoundAction.Wait);
        }
    }

    /// <summary>Sealing begins: from here claims wait.</summary>
    public static RoundState BeginSealing(RoundState state) => state with { Phase = RoundPhase.Sealing, Attempt = state.Attempt + 1 };

    /// <summary>
    /// Intakes are lost, and with them the staged updates: their members are wanted again and get the grace period.
    /// Works while collecting, while sealing and after the seal.
    /// </summary>
    public static RoundState LoseIntakes(RoundState state, ImmutableHashSet<string> lost, DateTimeOffset now)
    {
        var members = state.Members.Select(m => m is { Status: MemberStatus.Claimed, Intake: { } intake } && lost.Contains(intake)
            ? m with { Status = MemberStatus.Wanted, Intake = null }
            : m).ToImmutableArray();
        return state with
        {
            Members = members,
            Phase = state.Phase == RoundPhase.Sealing ? RoundPhase.Collecting : state.Phase,
            Deadline = Later(state.Deadline, now + state.Grace),
        };
    }

    /// <summary>The ledger holds the member set.</summary>
    /// <param name="state">The round.</param>
    /// <param name="members">The partners that the sealed entry names; anyone else is no longer awaited.</param>
    public static RoundState Sealed(RoundState state, ImmutableHashSet<PartnerName> members) => state with
    {
        Phase = RoundPhase.Sealed,
        Members = [.. state.Members.Select(m => members.Contains(m.Partner) ? m : m with { Status = MemberStatus.Declined })],
    };

    /// <summary>The ledger holds the round's model.</summary>
    public static RoundState Committed(RoundState state) => state with { Phase = RoundPhase.Committed };

    /// <summary>The ledger holds the reason why there is no model.</summary>
    public static RoundState Abandoned(RoundState state) => state with { Phase = RoundPhase.Abandoned };

    /// <summary>Members whose update was claimed once and is lost now: the seal records them so.</summary>
    public static ImmutableArray<PartnerName> Lost(RoundState state) => [.. state.Members.Where(m => m.MustResend).Select(m => m.Partner)];

    /// <summary>Members that were not waited for, because every place was taken before they answered.</summary>
    public static ImmutableArray<PartnerName> Spare(RoundState state) => state.IsFull
        ? [.. state.Members.Where(m => m is { Status: MemberStatus.Wanted, Update: null }).Select(m => m.Partner)]
        : [];

    private static RoundMember Claimed(RoundState state, RoundMember member, UpdateClaim claim, DateTimeOffset now)
    {
        var claimed = member with { Status = MemberStatus.Claimed, Intake = claim.Intake };
        if (member.Update is not null)
            return claimed;
        return claimed with
        {
            Update = claim.Update,
            WeightUnits = claim.WeightUnits,
            Salt = Convert.ToHexStringLower(claim.Salt.Span),
            Commitment = UpdateReceipt.Commit(claim.Update, claim.Salt.Span, state.Id, claim.Partner),
            ClaimedAt = now,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

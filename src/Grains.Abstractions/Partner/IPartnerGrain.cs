using Orleans.Concurrency;

namespace Federated.Grains.Abstractions.Partner;

/// <summary>
/// One partner: its invitation, its enrolment and the work that waits for its node. Offers live in memory only; an
/// activation gets them back from the active runs. Key <see cref="GrainKeys.Partner"/>.
/// </summary>
[Alias("federated.IPartnerGrain")]
public interface IPartnerGrain : IGrainWithStringKey
{
    /// <summary>Stores an invitation; an older unused one is replaced. Refused with FED-1106 once the partner is enrolled.</summary>
    [Alias("Invite")]
    Task<PartnerReply> Invite(InvitePartner command);

    /// <summary>
    /// Uses up the invitation and appends the enrolment to the ledger. FED-1103, 1104 or 1105 when the token does not
    /// fit, has expired or was used with another key.
    /// </summary>
    [Alias("Enrol")]
    Task<PartnerReply> Enrol(EnrolPartner command);

    /// <summary>Suspends the partner, or lifts that, in the ledger first. Saying what is so already is harmless.</summary>
    [Alias("Suspend")]
    Task<PartnerReply> Suspend(bool suspended);

    /// <summary>Where the partner stands.</summary>
    [Alias("Status"), AlwaysInterleave]
    Task<PartnerStatus> Status();

    /// <summary>The next round for the partner's node; waits until there is some, the time is over or the caller is gone.</summary>
    [Alias("NextWork"), AlwaysInterleave]
    Task<WorkReply> NextWork(WorkQuery query, CancellationToken cancellationToken = default);

    /// <summary>A round offers work. The same round again replaces the earlier offer.</summary>
    [Alias("Offer"), AlwaysInterleave, OneWay]
    Task Offer(AssignmentMessage assignment);

    /// <summary>A round no longer waits for this partner.</summary>
    [Alias("Withdraw"), AlwaysInterleave]
    Task Withdraw(RoundReference round);
}

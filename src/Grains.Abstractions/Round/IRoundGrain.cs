using Federated.Grains.Abstractions.Partner;
using Orleans.Concurrency;

namespace Federated.Grains.Abstractions.Round;

/// <summary>
/// One round, and its only clock. Every method interleaves: commands go through one queue inside the grain, which
/// applies them in order and shares one state write among those that wait. Key <see cref="GrainKeys.Round"/>.
/// </summary>
[Alias("federated.IRoundGrain")]
public interface IRoundGrain : IGrainWithStringKey
{
    /// <summary>Opens the round and offers it to its cohort. A repeat is harmless.</summary>
    [Alias("Open"), AlwaysInterleave]
    Task Open(OpenRound command);

    /// <summary>Claims a staged update; only when the reply says so does the intake fold it.</summary>
    /// <param name="command">The claim.</param>
    /// <param name="intake">The intake that holds the staged update.</param>
    [Alias("Claim"), AlwaysInterleave]
    Task<ClaimReply> Claim(ClaimUpdate command, IIntakeObserver intake);

    /// <summary>An intake that holds updates of this round says that it lives; it repeats this while it does.</summary>
    [Alias("Attach"), AlwaysInterleave]
    Task Attach(string intakeId, IIntakeObserver intake);

    /// <summary>Records a refused upload in the ledger.</summary>
    [Alias("Reject"), AlwaysInterleave]
    Task Reject(RejectUpdate command);

    /// <summary>A partner will not send an update.</summary>
    [Alias("Decline"), AlwaysInterleave]
    Task<PartnerReply> Decline(DeclineUpdate command);

    /// <summary>What an intake needs in order to check an upload of a partner.</summary>
    [Alias("Ticket"), AlwaysInterleave]
    Task<IntakeTicket> Ticket(string partner);

    /// <summary>Where the round stands.</summary>
    [Alias("Status"), AlwaysInterleave]
    Task<RoundStatusMessage> Status();

    /// <summary>The phase alone, in lower case; empty when there is no such round. Nodes ask it once for every update that they hold.</summary>
    [Alias("Phase"), AlwaysInterleave]
    Task<string> Phase();

    /// <summary>What the round wants of a partner, or null.</summary>
    [Alias("AssignmentFor"), AlwaysInterleave]
    Task<AssignmentMessage?> AssignmentFor(string partner);

    /// <summary>Compares with the clock and the ledger and does whatever is next; harmless at any time.</summary>
    [Alias("Advance"), AlwaysInterleave]
    Task Advance();
}

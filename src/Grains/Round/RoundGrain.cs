using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Infrastructure;
using Microsoft.Extensions.Logging;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.Grains.Round;

/// <summary>
/// One round. What it answers to commands is here; what it does when the clock or the ledger says so is in
/// RoundGrain.Progress.cs.
/// </summary>
public sealed partial class RoundGrain : Grain, IRoundGrain
{
    private readonly RoundPorts _ports;
    private readonly ILogger<RoundGrain> _log;
    private readonly CommandQueue<RoundRecord> _queue;
    private readonly IntakeDirectory _intakes;
    private readonly RoundCloser _closer;

    /// <summary>Made by the runtime.</summary>
    public RoundGrain([PersistentState("round")] IPersistentState<RoundRecord> storage, RoundPorts ports, IGrainFactory grains, ILogger<RoundGrain> log)
    {
        _ports = ports;
        _log = log;
        _queue = new(storage, DeactivateOnIdle);
        _intakes = new(ports.Blobs, ports.Desk, log);
        _closer = new(grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger), ports);
    }

    private RoundId Id => GrainKeys.RoundOf(this.GetPrimaryKeyString());

    private RoundState? State => _queue.Current.State;

    /// <inheritdoc/>
    public async Task Open(OpenRound command)
    {
        if (State is null)
        {
            var plan = RunPlanFile.Parse(command.Plan);
            var opened = new RoundRecord
            {
                State = RoundMachine.Open(Opening(command, plan, Id), _ports.Time.GetUtcNow()),
                Plan = command.Plan,
                PlanHash = command.PlanHash,
                Layout = command.Layout,
                ServerState = command.ServerState,
                Terms = command.Terms.ToTerms(),
                Counted = command.Cohort.Zip(command.Counted).Where(c => c.Second > 0).ToImmutableSortedDictionary(c => c.First, c => c.Second),
                Priority = plan.Priority ?? 1,
            };
            await _queue.Run(record => record.State is null ? opened : record);
            _reconciled = true;
        }

        await OfferAll();
        Progress();
    }

    /// <inheritdoc/>
    public async Task<ClaimReply> Claim(ClaimUpdate command, IIntakeObserver intake)
    {
        if (State is null)
            return Refused(ErrorCodes.RoundUnknown, $"There is no round {Id}.");
        _intakes.Attach(command.IntakeId, intake);
        var claim = new UpdateClaim(PartnerName.Parse(command.Partner), ContentHash.Parse(command.UpdateHash), command.WeightUnits,
            command.IntakeId, _ports.Secrets.Next(UpdateReceipt.SaltSize));
        var (outcome, receipt) = await _queue.Run(record => ApplyClaim(record, claim));
        switch (outcome)
        {
            case ClaimOutcome.Accepted:
                NotifyRun();
                Progress();
                return new(null, Fold: true, Retry: false, receipt);
            case ClaimOutcome.Duplicate:
                return new(null, Fold: false, Retry: false, receipt);
            case ClaimOutcome.Retry:
                return new(null, Fold: false, Retry: true, null);
            case ClaimOutcome.NotInCohort:
                return Refused(ErrorCodes.NotInCohort, $"'{claim.Partner}' is not in the cohort of round {Id}.");
            case ClaimOutcome.NotNeeded:
                return Refused(ErrorCodes.UpdateNotNeeded,
                    $"Round {Id} asked more partners than it needs and has its {State!.Places} updates; this one was not needed, and the ledger says so. Wait for the next assignment.");
            case ClaimOutcome.Conflict:
                await Record(new UpdateRejected(_ports.Time.GetUtcNow(), Id.Run, Id.Number, claim.Partner, ErrorCodes.UpdateConflict.ToString()));
                return Refused(ErrorCodes.UpdateConflict, $"Round {Id} holds another update of '{claim.Partner}' already; a resend must be the identical bytes.");
            default:
                await Record(new UpdateLate(_ports.Time.GetUtcNow(), Id.Run, Id.Number, claim.Partner));
                return Refused(ErrorCodes.UpdateLate, $"Round {Id} is {State!.Phase.ToString().ToLowerInvariant()} and takes no more updates. Wait for the next assignment.");
        }
    }

    /// <inheritdoc/>
    public Task Attach(string intakeId, IIntakeObserver intake)
    {
        if (_intakes.Attach(intakeId, intake))
            Progress();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Reject(RejectUpdate command)
    {
        if (State is not null)
            await Record(new UpdateRejected(_ports.Time.GetUtcNow(), Id.Run, Id.Number, PartnerName.Parse(command.Partner), command.Code));
    }

    /// <inheritdoc/>
    public async Task<PartnerReply> Decline(DeclineUpdate command)
    {
        var partner = PartnerName.Parse(command.Partner);
        if (State?.Find(partner) is null)
            return new(Failure.Of(ErrorCodes.NotInCohort, $"'{partner}' is not in the cohort of round {Id}."));
        Declined(Id, partner, command.Code, command.Reason);
        await _queue.Run(record => record.State is { } state ? record with { State = RoundMachine.Decline(state, partner) } : record);
        if (State!.Find(partner) is { Status: MemberStatus.Declined })
            await GrainFactory.GetGrain<IPartnerGrain>(GrainKeys.Partner(partner)).Withdraw(new(Id.Run.ToString(), Id.Number));
        NotifyRun();
        Progress();
        return new(null);
    }

    /// <inheritdoc/>
    public Task<IntakeTicket> Ticket(string partner) => Task.FromResult(State is { } state
        ? new IntakeTicket(true, state.Find(PartnerName.Parse(partner)) is not null, !state.IsClosed, _queue.Current.Plan, RoundTermsMessage.Of(_queue.Current.Terms))
        : new IntakeTicket(false, false, false, string.Empty, null));

    /// <inheritdoc/>
    public Task<RoundStatusMessage> Status() => Task.FromResult(State is { } state
        ? new RoundStatusMessage(true, Text(state.Phase), state.Deadline, [.. state.Members.Select(m => new MemberMessage(m.Partner.ToString(), Text(m.Status)))])
        : new RoundStatusMessage(false, string.Empty, default, []));

    /// <inheritdoc/>
    public Task<string> Phase() => Task.FromResult(State is { } state ? Text(state.Phase) : string.Empty);

    /// <inheritdoc/>
    public Task<AssignmentMessage?> AssignmentFor(string partner) => Task.FromResult(
        State?.Find(PartnerName.Parse(partner)) is { } member ? Assignment(member) : null);

    private static RoundOpening Opening(OpenRound command, RunPlan plan, RoundId round) =>
        new(round, [.. command.Cohort.Select(PartnerName.Parse)], plan.Cohort.Quorum, ContentHash.Parse(command.BaseModel),
            TimeSpan.FromSeconds(plan.RoundDeadlineSeconds), TimeSpan.FromSeconds(plan.GraceSeconds), AggregationPlan.Of(plan).AlwaysReleases, command.Places);

    private (RoundRecord Next, (ClaimOutcome Outcome, string? Receipt) Result) ApplyClaim(RoundRecord record, UpdateClaim claim)
    {
        var (state, outcome) = RoundMachine.Claim(record.State!, claim, _ports.Time.GetUtcNow());
        if (outcome is not (ClaimOutcome.Accepted or ClaimOutcome.Duplicate))
            return (record, (outcome, null));
        var member = state.Find(claim.Partner)!;
        if (member.Receipt is null)
        {
            member = member with { Receipt = SignReceipt(member) };
            state = state.With(member);
        }

        return (ReferenceEquals(state, record.State) ? record : record with { State = state }, (outcome, member.Receipt));
    }

    private string SignReceipt(RoundMember member) => SignedReceipt.Sign(
        new(_ports.Keys.Federation, Id.Run, Id.Number, member.Partner, member.Update!.Value, member.Salt!, member.Commitment!.Value, member.ClaimedAt!.Value),
        _ports.Keys.ReceiptSigner).Note;

    /// <summary>What the round wants of a member now, or null.</summary>
    private AssignmentMessage? Assignment(RoundMember member)
    {
        var record = _queue.Current;
        var state = record.State!;
        var wanted = member.Status == MemberStatus.Wanted
            && (state.Phase == RoundPhase.Collecting || (state.Phase == RoundPhase.Sealed && member.MustResend));
        return !wanted ? null : new AssignmentMessage(state.Run.ToString(), state.Number, record.Plan, record.PlanHash,
            state.BaseModel.ToString(), record.Layout, state.Deadline, member.MustResend, RoundTermsMessage.Of(record.Terms),
            Math.Max(1, record.Priority))
        {
            Counted = record.Counted.GetValueOrDefault(member.Partner.ToString()),
        };
    }

    private static ClaimReply Refused(ErrorCode code, string message) => new(Failure.Of(code, message), Fold: false, Retry: false, null);

    private static string Text<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    [LoggerMessage(Level = LogLevel.Information, Message = "Round {Round}: {Partner} declines with {Code}: {Reason}")]
    private partial void Declined(RoundId round, PartnerName partner, string code, string reason);
}

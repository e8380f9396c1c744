using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Federation;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Abstractions.Run;
using Federated.Grains.Infrastructure;
using Federated.Protocol;

namespace Federated.Grains.Partner;

/// <summary>One partner: its enrolment and the work that waits for its node.</summary>
public sealed class PartnerGrain([PersistentState("partner")] IPersistentState<PartnerRecord> storage, TimeProvider time) : Grain, IPartnerGrain
{
    private readonly Dictionary<RoundId, AssignmentMessage> _offers = [];
    private readonly WorkSchedule _schedule = new();
    private readonly Signal _offered = new(time);
    private DateTimeOffset? _lastSeen;
    private CapabilityMessage? _capability;

    private PartnerName Name => GrainKeys.PartnerOf(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (storage.State.EnrolledAt is null)
            return;
        var runs = await GrainFactory.GetGrain<IFederationGrain>(GrainKeys.Federation).Runs();
        foreach (var run in runs.Where(r => r.Active))
        {
            if (await GrainFactory.GetGrain<IRunGrain>(GrainKeys.Run(RunId.Parse(run.Run))).AssignmentFor(Name.ToString()) is { } assignment)
                Add(assignment);
        }
    }

    /// <inheritdoc/>
    public async Task<PartnerReply> Invite(InvitePartner command)
    {
        if (storage.State.EnrolledAt is not null)
            return new(Failure.Of(ErrorCodes.PartnerExists, $"'{Name}' is enrolled already; a partner keeps its name for life. Invite under another name."));
        await Save(new() { SecretHash = command.SecretHash, ExpiresAt = command.ExpiresAt });
        await Federation.PartnerChanged(new(Name.ToString(), null));
        return new(null);
    }

    /// <inheritdoc/>
    public async Task<PartnerReply> Enrol(EnrolPartner command)
    {
        var state = storage.State;
        if (state.SecretHash is null || !FixedTimeEquals(state.SecretHash, command.SecretHash))
            return new(Failure.Of(ErrorCodes.JoinTokenUnknown, $"This is not the newest join token of '{Name}'. Ask the coordinator for 'fed partner invite {Name}'."));
        if (state.PublicKey is not null && state.PublicKey != command.PublicKey)
            return new(Failure.Of(ErrorCodes.JoinTokenUsed, $"The join token of '{Name}' was used before, with another key. If that was not you, tell the coordinator at once."));
        if (time.GetUtcNow() >= state.ExpiresAt)
            return new(Failure.Of(ErrorCodes.JoinTokenExpired, $"The join token of '{Name}' expired at {state.ExpiresAt:u}. Ask the coordinator for a new one."));

        var enrolledAt = state.EnrolledAt ?? time.GetUtcNow();
        await Save(state with { PublicKey = command.PublicKey, Certificate = command.Certificate, EnrolledAt = enrolledAt });
        var reply = await GrainFactory.GetGrain<ILedgerGrain>(GrainKeys.Ledger).Append(
            [LedgerCodec.Encode(new PartnerEnrolled(enrolledAt, Name, ContentHash.Parse(command.PublicKey)))]);
        if (reply.Failure is not null)
            return new(reply.Failure);
        await Federation.PartnerChanged(new(Name.ToString(), enrolledAt, state.Suspended));
        return new(null);
    }

    /// <inheritdoc/>
    public async Task<PartnerReply> Suspend(bool suspended)
    {
        var state = storage.State;
        if (state.EnrolledAt is null)
            return new(Failure.Of(ErrorCodes.PartnerUnknown, $"'{Name}' is not enrolled. 'fed partner list' shows who is."));
        if (state.Suspended != suspended)
            await Save(state = state with { Suspended = suspended, StandingChange = state.StandingChange + 1, StandingAt = time.GetUtcNow() });
        if (state.StandingChange > 0)
        {
            // Also on a repeat: the one before may have been lost between the state and the ledger.
            var reply = await GrainFactory.GetGrain<ILedgerGrain>(GrainKeys.Ledger).Append(
                [LedgerCodec.Encode(new PartnerStanding(state.StandingAt, Name, state.StandingChange, suspended))]);
            if (reply.Failure is not null)
                return new(reply.Failure);
        }

        await Federation.PartnerChanged(new(Name.ToString(), state.EnrolledAt, suspended));
        return new(null);
    }

    /// <inheritdoc/>
    public Task<PartnerStatus> Status() => Task.FromResult(
        new PartnerStatus(storage.State.SecretHash is not null, storage.State.EnrolledAt, storage.State.Certificate, _lastSeen, storage.State.Suspended, _capability));

    /// <inheritdoc/>
    public async Task<WorkReply> NextWork(WorkQuery query, CancellationToken cancellationToken = default)
    {
        _lastSeen = time.GetUtcNow();
        _capability = query.Capability ?? _capability;
        var closed = await Closed(query.Held);
        if (_offers.Count == 0 && closed.IsEmpty && query.WaitSeconds > 0)
        {
            await _offered.Wait(TimeSpan.FromSeconds(Math.Min(query.WaitSeconds, Times.LongestWaitSeconds)), cancellationToken);
            closed = await Closed(query.Held);
        }

        return new(_schedule.Next() is { } round ? [_offers[round]] : [], closed);
    }

    /// <inheritdoc/>
    public Task Offer(AssignmentMessage assignment)
    {
        Add(assignment);
        _offered.Raise();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Withdraw(RoundReference round)
    {
        var id = new RoundId(RunId.Parse(round.Run), round.Round);
        _offers.Remove(id);
        _schedule.Remove(id);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Which held updates are no longer needed. A round that is unknown here is not reported: a federation restored from
    /// an older backup must not make nodes drop what it may still ask for.
    /// </summary>
    private async Task<ImmutableArray<ClosedRoundMessage>> Closed(ImmutableArray<RoundReference> held)
    {
        var closed = ImmutableArray.CreateBuilder<ClosedRoundMessage>();
        foreach (var round in held)
        {
            var phase = await GrainFactory.GetGrain<IRoundGrain>(GrainKeys.Round(new(RunId.Parse(round.Run), round.Round))).Phase();
            if (phase is "committed" or "abandoned")
                closed.Add(new(round.Run, round.Round, phase == "committed"));
        }

        return closed.ToImmutable();
    }

    private void Add(AssignmentMessage assignment)
    {
        var round = new RoundId(RunId.Parse(assignment.Run), assignment.Round);
        _offers[round] = assignment;
        _schedule.Add(round, assignment.Deadline, assignment.Priority, assignment.Resend);
    }

    private IFederationGrain Federation => GrainFactory.GetGrain<IFederationGrain>(GrainKeys.Federation);

    private static bool FixedTimeEquals(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(a), Encoding.ASCII.GetBytes(b));

    private async Task Save(PartnerRecord next)
    {
        var before = storage.State;
        storage.State = next;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            storage.State = before;
            DeactivateOnIdle();
            throw;
        }
    }
}

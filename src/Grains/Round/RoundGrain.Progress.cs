using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Run;
using Federated.Grains.Ports;
using Federated.Protocol;
using Microsoft.Extensions.Logging;

namespace Federated.Grains.Round;

/// <summary>What drives the round: the clock, the ledger and the intakes.</summary>
public sealed partial class RoundGrain
{
    private IGrainTimer? _timer;
    private DateTimeOffset _attachBy;
    private bool _reconciled;
    private Task _steps = Task.CompletedTask;
    private bool _stepping;
    private bool _again;
    private bool _leaving;
    private int _failures;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // A living intake that the stored claims name attaches at its next beat; one that stays silent died with its process.
        _attachBy = _ports.Time.GetUtcNow() + Times.IntakeLost;
        return Task.CompletedTask;
    }

    /// <summary>Waits for the step under way: nothing is written once the activation has ended, nor once the host has stopped.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _leaving = true;
        if (_steps.IsCompleted)
            return;
        StepAwaited(Id);
        await _steps.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task Advance()
    {
        _reconciled = false;
        await OfferAll();
        Progress();
    }

    /// <summary>Looks at the clock soon; never waits for what follows from it.</summary>
    private void Progress()
    {
        _again = true;
        if (!_stepping && !_leaving)
            _steps = Steps();
    }

    private async Task Steps()
    {
        _stepping = true;
        try
        {
            while (_again && !_leaving)
            {
                _again = false;
                await Step();
            }

            _failures = 0;
        }
        catch (Exception e)
        {
            // How far the step got is not known here: the next one asks the ledger first.
            StepFailed(e, Id);
            _reconciled = false;
            WakeAt(_ports.Time.GetUtcNow() + Pause());
        }
        finally
        {
            _stepping = false;
        }
    }

    /// <summary>From <see cref="Times.Retry"/>, doubled with each failure in a row, to <see cref="Times.LongestRetry"/>.</summary>
    private TimeSpan Pause()
    {
        var pause = Times.Retry * Math.ScaleB(1, Math.Min(_failures++, 10));
        return pause < Times.LongestRetry ? pause : Times.LongestRetry;
    }

    private async Task Step()
    {
        if (State is null or { IsClosed: true })
            return;
        if (!_reconciled)
            await Reconcile();
        if (State.IsClosed)
            return;

        var now = _ports.Time.GetUtcNow();
        var unheard = _intakes.Unheard(State);
        if (!unheard.IsEmpty && now < _attachBy)
        {
            WakeAt(_attachBy);
            return;
        }

        if (!unheard.IsEmpty)
            await LoseIntakes(unheard);
        var decision = RoundMachine.Decide(State, now);
        if (decision.State != State)
            await Change(state => RoundMachine.Decide(state, now).State);
        try
        {
            await Act(decision);
        }
        catch (FederatedException e) when (e.Code == ErrorCodes.ReservationMissing)
        {
            // Nothing is sealed, and no repeat can mend it.
            await Abandon(e.Message);
        }
        catch (FederatedException e) when (e.Code == ErrorCodes.RoundFailed)
        {
            // The gathered sum is not the sealed one: the sealed members send theirs again.
            SumDiffers(Id, e.Message);
            await Resend();
        }
        catch (FederatedException e) when (e.Code == ErrorCodes.RunNotActive)
        {
            // The run was ended over this round: the ledger has said so and takes nothing more.
            await Close(RoundMachine.Abandoned);
        }
    }

    private async Task Act(RoundDecision decision)
    {
        switch (decision.Action)
        {
            case RoundAction.Seal:
                await SealAndCommit();
                break;
            case RoundAction.Finish:
                await CommitSealed();
                break;
            case RoundAction.Abandon:
                await Abandon(decision.Reason!);
                break;
            default:
                WakeAt(decision.WakeAt);
                break;
        }
    }

    /// <summary>A seal stands whose sum is not at hand: exactly its members are asked to send the identical bytes again.</summary>
    private async Task Resend()
    {
        if (await _closer.FindSeal(Id) is not { } seal)
            return;
        await Change(state => RoundMachine.Sealed(state, Members(seal)));
        await LoseIntakes([.. State!.Members.Where(m => m.Intake is not null).Select(m => m.Intake!)]);
        await _intakes.Release(Id);
    }

    private async Task Abandon(string reason)
    {
        await _closer.Abandon(State!, reason);
        await Close(RoundMachine.Abandoned);
    }

    /// <summary>
    /// The first look of an activation, and the one after anything failed: the ledger knows better than the stored state
    /// how far the round got.
    /// </summary>
    private async Task Reconcile()
    {
        if (await _ports.Ledger.Find(LedgerKeys.Committed(Id)) is not null)
            await Close(RoundMachine.Committed);
        else if (await _ports.Ledger.Find(LedgerKeys.Abandoned(Id)) is not null || await _ports.Ledger.Find(LedgerKeys.Finished(Id.Run)) is not null)
            await Close(RoundMachine.Abandoned);
        else if (await _closer.FindSeal(Id) is { } seal)
            await Change(state => state.Phase == RoundPhase.Sealed ? state : RoundMachine.Sealed(state, Members(seal)));
        else if (State!.Phase == RoundPhase.Sealing)
            await LoseIntakes([]);
        _reconciled = true;
    }

    private async Task SealAndCommit()
    {
        await Change(RoundMachine.BeginSealing);
        using var gathered = await CollectAll();
        if (gathered is null)
            return;
        _ports.Faults.Reach(FaultPoint.Sealing, Id);
        var seal = await _closer.Reserve(_queue.Current, gathered);
        _ports.Faults.Reach(FaultPoint.Reserved, Id);
        await Commit(seal, gathered);
    }

    private async Task CommitSealed()
    {
        using var gathered = await CollectAll();
        if (gathered is null || await _closer.FindSeal(Id) is not { } seal)
            return;
        await Commit(seal, gathered);
    }

    private async Task Commit(Seal seal, Gathered gathered)
    {
        var excluded = await _closer.Commit(_queue.Current, seal, gathered);
        if (!excluded.IsEmpty)
            LeftOut(Id, string.Join(", ", excluded));
        await Close(RoundMachine.Committed);
    }

    /// <summary>
    /// The exact sum over the claimed members, or their updates one by one; null when an intake was lost and its members are wanted again.
    /// </summary>
    private async Task<Gathered?> CollectAll()
    {
        var plan = RunPlanFile.Parse(_queue.Current.Plan);
        var (parts, lost) = await _intakes.Collect(State!, keeps: plan.Aggregation is not null);
        if (lost.IsEmpty)
            return parts.Count > 0 ? Gathered.Combine(parts) : Gathered.Of(AggregationPlan.Of(plan).Nothing(plan.UploadLayout.ParameterCount));
        await LoseIntakes(lost);
        _again = true;
        return null;
    }

    private async Task LoseIntakes(ImmutableHashSet<string> lost)
    {
        IntakesLost(Id, string.Join(", ", lost));
        await Change(state => RoundMachine.LoseIntakes(state, lost, _ports.Time.GetUtcNow()));
        await OfferAll();
    }

    /// <summary>The ledger has spoken: the run goes on first, everything else is tidying.</summary>
    private async Task Close(Func<RoundState, RoundState> closed)
    {
        await GrainFactory.GetGrain<IRunGrain>(GrainKeys.Run(Id.Run)).RoundClosed(Id.Number);
        var waiting = State!.Members.Where(m => m.Status == MemberStatus.Wanted).Select(m => m.Partner).ToArray();
        await Change(closed);
        foreach (var partner in waiting)
            await GrainFactory.GetGrain<IPartnerGrain>(GrainKeys.Partner(partner)).Withdraw(new(Id.Run.ToString(), Id.Number));
        await _intakes.Release(Id);
        _timer?.Dispose();
        _timer = null;
    }

    private async Task OfferAll()
    {
        if (State is not { IsClosed: false } state)
            return;
        foreach (var member in state.Members)
        {
            if (Assignment(member) is { } assignment)
                await GrainFactory.GetGrain<IPartnerGrain>(GrainKeys.Partner(member.Partner)).Offer(assignment);
        }

        NotifyRun();
    }

    private void NotifyRun() => _ = GrainFactory.GetGrain<IRunGrain>(GrainKeys.Run(Id.Run)).RoundChanged();

    private Task Change(Func<RoundState, RoundState> change) => _queue.Run(record =>
    {
        var next = change(record.State!);
        return ReferenceEquals(next, record.State) ? record : record with { State = next };
    });

    private async Task Record(LedgerEntry entry)
    {
        var reply = await GrainFactory.GetGrain<ILedgerGrain>(GrainKeys.Ledger).Append([LedgerCodec.Encode(entry)]);
        if (reply.Failure is { } failure)
            throw failure.ToException();
    }

    private void WakeAt(DateTimeOffset? when)
    {
        // An activation that ends takes no timer with it: the next one looks at the clock itself.
        if (when is not { } due || _leaving)
            return;
        var wait = due - _ports.Time.GetUtcNow();
        if (wait < TimeSpan.Zero)
            wait = TimeSpan.Zero;
        if (_timer is null)
        {
            _timer = this.RegisterGrainTimer(
                static (grain, _) =>
                {
                    grain.Progress();
                    return Task.CompletedTask;
                },
                this,
                new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        }
        else
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private static ImmutableHashSet<Domain.Agreements.PartnerName> Members(Seal seal) => [.. seal.Entry.Members.Select(m => m.Partner)];

    [LoggerMessage(Level = LogLevel.Error, Message = "Round {Round}: a step failed and is tried again")]
    private partial void StepFailed(Exception e, RoundId round);

    [LoggerMessage(Level = LogLevel.Information, Message = "Round {Round}: this activation ends when its step has")]
    private partial void StepAwaited(RoundId round);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Round {Round}: the rule took nothing of the updates of [{Partners}]")]
    private partial void LeftOut(RoundId round, string partners);

    [LoggerMessage(Level = LogLevel.Error, Message = "Round {Round}: {Reason} Its members are asked to send again")]
    private partial void SumDiffers(RoundId round, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Round {Round}: the intakes [{Intakes}] are lost; their members are asked to send again")]
    private partial void IntakesLost(RoundId round, string intakes);
}

using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Federated.Domain.Strategies;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Federation;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Abstractions.Run;
using Federated.Grains.Infrastructure;
using Federated.Grains.Ports;
using Federated.Grains.Round;
using Federated.Protocol;
using Microsoft.Extensions.Logging;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.Grains.Run;

/// <summary>One run: opens the next round when the ledger says that the last one is closed.</summary>
public sealed partial class RunGrain(
    [PersistentState("run")] IPersistentState<RunRecord> storage, ILedgerStore ledger, IBlobStore blobs,
    IFaultPoints faults, TimeProvider time, ILogger<RunGrain> log)
    : Grain, IRunGrain, IRemindable
{
    private const string Reminder = "advance";

    private readonly Signal _changed = new(time);
    private RunBook? _book;
    private CohortDraw? _draw;
    private string? _waiting;
    private long _version;

    private RunId Id => GrainKeys.RunOf(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _book = await RunBook.Read(ledger, Id);
        // Versions grow across activations too, so that a watcher that comes back is not left waiting.
        _version = time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <inheritdoc/>
    public async Task<LaunchReply> Start(StartRun command)
    {
        if (_book is not null && storage.State.OperationId != command.OperationId)
            return Refused(ErrorCodes.RunExists, $"There is a run '{Id}' already; give another id with --run, or none.");
        if (_book is null)
        {
            if (await Launch(command) is { } failure)
                return new(failure, Id.ToString(), string.Empty, string.Empty);
        }

        await Advance();
        return new(null, Id.ToString(), _book!.Launched.PlanHash.ToString(), _book.Launched.InitialModel.ToString());
    }

    /// <inheritdoc/>
    public Task<RunStatusMessage> Status() => Task.FromResult(_book is { } book
        ? new RunStatusMessage(Id.ToString(), book.Launched.Plan, book.Launched.PlanHash.ToString(), book.Outcome ?? "running", book.Launched.At,
            Math.Min(book.ClosedRounds + 1, Math.Max(book.Launched.Rounds, 1)), book.ClosedRounds, book.CommittedRounds, book.Model.ToString(), _version,
            book.Outcome is not null ? storage.State.EndReason : storage.State.StopRequested ? "stopping after this round" : _waiting,
            book.Adaptive?.Reserved ?? [], book.Adaptive?.Noise ?? 0)
        : new RunStatusMessage(Id.ToString(), string.Empty, string.Empty, string.Empty, default, 0, 0, 0, string.Empty, _version, null, [], 0));

    /// <inheritdoc/>
    public async Task<RunStatusMessage> Watch(long after, int waitSeconds)
    {
        if (_version <= after)
            await _changed.Wait(TimeSpan.FromSeconds(Math.Clamp(waitSeconds, 0, Times.LongestWaitSeconds)));
        return await Status();
    }

    /// <inheritdoc/>
    public async Task<AssignmentMessage?> AssignmentFor(string partner) => _book is { Outcome: null } book
        ? await Round(book.NextRound).AssignmentFor(partner)
        : null;

    /// <inheritdoc/>
    public Task RoundChanged()
    {
        _version++;
        _changed.Raise();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Advance()
    {
        _book ??= await RunBook.Read(ledger, Id);
        if (_book is not { Outcome: null })
            return;
        for (var before = -1; before != _book.ClosedRounds;)
        {
            before = _book.ClosedRounds;
            _book = await _book.Follow(ledger);
        }

        await RoundChanged();
        if (_book.ClosedRounds >= _book.Launched.Rounds || storage.State.StopRequested)
            await TryFinish();
        if (_book.Outcome is null)
            await OpenNext(_book);
    }

    /// <inheritdoc/>
    public async Task<TuneReply> Tune(double noiseMultiplier)
    {
        if (_book is not { } book)
            return new(Failure.Of(ErrorCodes.RunUnknown, $"There is no run '{Id}'. 'fed run list' shows the runs."), 0);
        if (book.Outcome is { } outcome)
            return new(Failure.Of(ErrorCodes.RunNotActive, $"Run '{Id}' is {outcome} already."), 0);
        if (book.Adaptive is null)
            return new(Failure.Of(ErrorCodes.PlanIncompatible, $"Run '{Id}' is not adaptive: its plan has no privacy.filter, so its noise is fixed."), 0);
        try
        {
            var millionths = RoundTermsRule.Millionths(book.Plan, noiseMultiplier);
            var reply = await Ledger.Tune(new(Id.ToString(), millionths));
            if (reply.Failure is null)
                _book = book.With(new NoiseTuned(time.GetUtcNow(), Id, reply.FromRound, millionths));
            await RoundChanged();
            return reply;
        }
        catch (FederatedException e)
        {
            return new(Failure.Of(e), 0);
        }
    }

    /// <inheritdoc/>
    public async Task<PartnerReply> Stop()
    {
        if (_book is null)
            return new(Failure.Of(ErrorCodes.RunUnknown, $"There is no run '{Id}'. 'fed run list' shows the runs."));
        if (_book.Outcome is { } outcome)
            return new(Failure.Of(ErrorCodes.RunNotActive, $"Run '{Id}' is {outcome} already."));
        storage.State = storage.State with { StopRequested = true, StopNow = storage.State.StopRequested };
        await storage.WriteStateAsync();
        await Advance();
        return new(null);
    }

    private async Task<Failure?> Launch(StartRun command)
    {
        var plan = RunPlanFile.Parse(command.Plan);
        var layouts = RunLayouts.Of(plan);
        ContentHash initial;
        try
        {
            await StandardisedPlan.Check(plan, ledger, blobs);
            initial = plan.Model?.Initial ?? await StoreInitial(plan, layouts);
        }
        catch (FederatedException e)
        {
            // A full disk, or constants that no answer gave: nothing has changed, and the same command may come again.
            return Failure.Of(e);
        }

        // The operation id first: a crash after the append then finds the run and the repeat of the command is answered.
        storage.State = storage.State with { OperationId = command.OperationId };
        await storage.WriteStateAsync();
        await this.RegisterOrUpdateReminder(Reminder, Times.WakeUp, Times.WakeUp);
        var launched = new RunLaunched(time.GetUtcNow(), Id, command.Plan, RunPlanFile.Hash(plan), plan.Privacy.Mode, plan.Rounds,
            [.. command.Partners.Select(PartnerName.Parse)], initial, layouts.Update.Hash, PrivacySchedule.Reservation(plan));
        var reply = await Ledger.Launch(LedgerCodec.Encode(launched));
        if (reply.Failure is null)
            _book = await RunBook.Read(ledger, Id);
        return reply.Failure;
    }

    private async Task<ContentHash> StoreInitial(RunPlan plan, RunLayouts layouts)
    {
        var whole = await Base(plan);
        await using var file = await blobs.Create(new ModelFileWriter(layouts.Published).Length);
        await Task.Run(() => layouts.WriteInitial(plan, file, whole));
        return await file.Commit();
    }

    // Of a base only what travels goes into the first file: the rest reaches nodes with the base itself, under its own hash.
    private async Task<float[]?> Base(RunPlan plan)
    {
        if (plan.Model?.Transfer?.Base is not { } start)
            return null;
        var file = await blobs.Read(start)
            ?? throw new FederatedException(ErrorCodes.ModelUnknown, $"Got model.transfer.base {start}, wanted a model that the federation holds. 'fed model import' brings one in.");
        return ModelFile.Read(file, plan.Specification.Layout);
    }

    private async Task OpenNext(RunBook book)
    {
        var round = Round(book.NextRound);
        _draw ??= new(GrainFactory, time, log);
        (_book, var drawn, var size, _waiting) = await _draw.Next(book);
        if (drawn is not { } cohort)
        {
            // The round may be open all the same: whom it asked before stays asked.
            await round.Advance();
            await RoundChanged();
            return;
        }

        // A round is only reserved for a cohort that can be asked.
        if (await Terms(_book) is not { } terms)
            return;
        await round.Open(new(book.Launched.Plan, book.Launched.PlanHash.ToString(), book.Launched.Layout.ToString(),
            [.. cohort.Select(p => p.ToString())], book.Model.ToString(), book.ServerState?.ToString(), RoundTermsMessage.Of(terms),
            size.Assigned > size.Needed ? size.Needed : null)
        {
            Counted = [.. cohort.Select(p => book.Counted.GetValueOrDefault(p))],
        });
    }

    /// <summary>
    /// The terms of the next round. An adaptive run reserves it first, so that it is charged before anything of it leaves; null when it is
    /// not admitted, which ends the run.
    /// </summary>
    private async Task<RoundTerms?> Terms(RunBook book)
    {
        var terms = await ClipTerms(book);
        if (book.Adaptive is not { } adaptive)
            return terms;
        if (adaptive.Reserved.Length < book.NextRound.Number)
        {
            var reply = await Ledger.ReserveRound(new(Id.ToString(), book.NextRound.Number));
            if (reply.Failure is { } failure)
            {
                if (failure.Code != ErrorCodes.BudgetExceeded.Number)
                    throw failure.ToException();
                await Finish(book, book.CommittedRounds == 0 ? RunFinished.Failed : RunFinished.Completed, failure.Message);
                return null;
            }

            book = book.With(new RoundReserved(time.GetUtcNow(), Id, book.NextRound.Number, reply.MicroNoiseMultiplier));
            _book = book;
            faults.Reach(FaultPoint.Admitted, book.NextRound);
        }

        return terms with { NoiseMultiplier = RoundTerms.Multiplier(book.Adaptive!.Reserved[book.NextRound.Number - 1]) };
    }

    /// <summary>The next round's clip norm may be part of what the last one left behind.</summary>
    private async Task<RoundTerms> ClipTerms(RunBook book)
    {
        if (book.Plan.Privacy.AdaptiveClip is null || book.ServerState is not { } hash)
            return RoundTerms.Of(book.Plan);
        using var state = await StoredBytes.Open(blobs, hash);
        return AdaptiveClipping.Terms(book.Plan, new ServerStateReader(state));
    }

    /// <summary>Ends the run unless its open round still can commit: a stop lets that round finish.</summary>
    private async Task TryFinish()
    {
        var book = _book!;
        var stopped = book.ClosedRounds < book.Launched.Rounds;
        if (stopped && !storage.State.StopNow && (await Round(book.NextRound).Status()).Exists)
            return;
        await Finish(book, stopped ? RunFinished.Stopped : book.CommittedRounds == 0 ? RunFinished.Failed : RunFinished.Completed, reason: null);
    }

    private async Task Finish(RunBook book, string outcome, string? reason)
    {
        if (storage.State.EndReason != reason)
        {
            storage.State = storage.State with { EndReason = reason };
            await storage.WriteStateAsync();
        }

        var reply = await Ledger.Append([LedgerCodec.Encode(new RunFinished(time.GetUtcNow(), Id, outcome, book.Model))]);
        if (reply.Failure?.Code == ErrorCodes.LedgerBehind.Number)
        {
            // The open round committed a moment ago, and the run ends with its model.
            _book = await book.Follow(ledger);
            await TryFinish();
            return;
        }

        if (reply.Failure is { } failure)
            throw failure.ToException();
        _book = book with { Outcome = outcome };
        if (outcome == RunFinished.Stopped)
            await Round(book.NextRound).Advance();
        await RoundChanged();
        await GrainFactory.GetGrain<IFederationGrain>(GrainKeys.Federation).RunEnded(Id.ToString());
        if (await this.GetReminder(Reminder) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    private ILedgerGrain Ledger => GrainFactory.GetGrain<ILedgerGrain>(GrainKeys.Ledger);

    private IRoundGrain Round(RoundId round) => GrainFactory.GetGrain<IRoundGrain>(GrainKeys.Round(round));

    private LaunchReply Refused(ErrorCode code, string message) => new(Failure.Of(code, message), Id.ToString(), string.Empty, string.Empty);
}

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
using Federated.Protocol;
using Microsoft.Extensions.Logging;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.Grains.Run;

/// <summary>One run: opens the next round when the ledger says that the last one is closed.</summary>
public sealed partial class RunGrain(
    [PersistentState("run")] IPersistentState<RunRecord> storage, ILedgerStore ledger, IBlobStore blobs, TimeProvider time, ILogger<RunGrain> log)
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
            storage.State.StopRequested && book.Outcome is null ? "stopping after this round" : _waiting)
        : new RunStatusMessage(Id.ToString(), string.Empty, string.Empty, string.Empty, default, 0, 0, 0, string.Empty, _version, null));

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
        var specification = plan.Model.ToSpecification();
        ContentHash initial;
        try
        {
            initial = await blobs.Put(ModelFile.Write(specification.Layout, specification.InitialParameters(plan.Model.Seed)));
        }
        catch (FederatedException e)
        {
            // A full disk: nothing has changed, and the same command may come again.
            return Failure.Of(e);
        }

        // The operation id first: a crash after the append then finds the run and the repeat of the command is answered.
        storage.State = storage.State with { OperationId = command.OperationId };
        await storage.WriteStateAsync();
        await this.RegisterOrUpdateReminder(Reminder, Times.WakeUp, Times.WakeUp);
        var launched = new RunLaunched(time.GetUtcNow(), Id, command.Plan, RunPlanFile.Hash(plan), plan.Privacy.Mode, plan.Rounds,
            [.. command.Partners.Select(PartnerName.Parse)], initial, specification.Layout.Hash, PrivacySchedule.MicroEpsilon(plan, plan.Rounds));
        var reply = await Ledger.Launch(LedgerCodec.Encode(launched));
        if (reply.Failure is null)
            _book = await RunBook.Read(ledger, Id);
        return reply.Failure;
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

        await round.Open(new(book.Launched.Plan, book.Launched.PlanHash.ToString(), book.Launched.Layout.ToString(),
            [.. cohort.Select(p => p.ToString())], book.Model.ToString(), book.ServerState?.ToString(),
            RoundTermsMessage.Of(await Terms(book)), size.Assigned > size.Needed ? size.Needed : null));
    }

    /// <summary>The next round's clip norm may be part of what the last one left behind.</summary>
    private async Task<RoundTerms> Terms(RunBook book)
    {
        if (book.Plan.Privacy.AdaptiveClip is null || book.ServerState is not { } hash)
            return RoundTerms.Of(book.Plan);
        var state = await blobs.Read(hash)
            ?? throw new FederatedException(ErrorCodes.StorageCorrupt, $"The blob {hash} is named by the ledger and missing from the blob store. Restore it from a backup.");
        return AdaptiveClipping.Terms(book.Plan, ServerState.FromBytes(state));
    }

    /// <summary>Ends the run unless its open round still can commit: a stop lets that round finish.</summary>
    private async Task TryFinish()
    {
        var book = _book!;
        var stopped = book.ClosedRounds < book.Launched.Rounds;
        var open = Round(book.NextRound);
        if (stopped && !storage.State.StopNow && (await open.Status()).Exists)
            return;
        var outcome = stopped ? "stopped" : book.CommittedRounds == 0 ? "failed" : "completed";
        var reply = await Ledger.Append([LedgerCodec.Encode(new RunFinished(time.GetUtcNow(), Id, outcome, book.Model))]);
        if (reply.Failure is { } failure)
            throw failure.ToException();
        _book = book with { Outcome = outcome };
        if (stopped)
            await open.Advance();
        await RoundChanged();
        await GrainFactory.GetGrain<IFederationGrain>(GrainKeys.Federation).RunEnded(Id.ToString());
        if (await this.GetReminder(Reminder) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    private ILedgerGrain Ledger => GrainFactory.GetGrain<ILedgerGrain>(GrainKeys.Ledger);

    private IRoundGrain Round(RoundId round) => GrainFactory.GetGrain<IRoundGrain>(GrainKeys.Round(round));

    private LaunchReply Refused(ErrorCode code, string message) => new(Failure.Of(code, message), Id.ToString(), string.Empty, string.Empty);
}

using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Federation;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Abstractions.Run;
using Federated.Grains.Infrastructure;
using Federated.Grains.Ports;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.Grains.Run;

/// <summary>One run: opens the next round when the ledger says that the last one is closed.</summary>
public sealed class RunGrain(
    [PersistentState("run")] IPersistentState<RunRecord> storage, ILedgerStore ledger, IBlobStore blobs, TimeProvider time)
    : Grain, IRunGrain, IRemindable
{
    private const string Reminder = "advance";

    /// <summary>The shortest period a reminder may have; it only matters after a crash that the start of a silo did not mend.</summary>
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private readonly Signal _changed = new(time);
    private RunBook? _book;
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
            storage.State.StopRequested && book.Outcome is null ? "stopping after this round" : null)
        : new RunStatusMessage(Id.ToString(), string.Empty, string.Empty, string.Empty, default, 0, 0, 0, string.Empty, _version, null));

    /// <inheritdoc/>
    public async Task<RunStatusMessage> Watch(long after, int waitSeconds)
    {
        if (_version <= after)
            await _changed.Wait(TimeSpan.FromSeconds(Math.Clamp(waitSeconds, 0, 25)));
        return await Status();
    }

    /// <inheritdoc/>
    public async Task<AssignmentMessage?> AssignmentFor(string partner) => _book is { Outcome: null } book
        ? await Round(book.NextRound).AssignmentFor(partner)
        : null;

    /// <inheritdoc/>
    public Task RoundClosed(int round) => Advance();

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

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Advance();

    private async Task<Failure?> Launch(StartRun command)
    {
        var plan = RunPlanFile.Parse(command.Plan);
        var specification = plan.Model.ToSpecification();
        var initial = await blobs.Put(ModelFile.Write(specification.Layout, specification.InitialParameters(plan.Model.Seed)));
        // The operation id first: a crash after the append then finds the run and the repeat of the command is answered.
        storage.State = storage.State with { OperationId = command.OperationId };
        await storage.WriteStateAsync();
        await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod);
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
        var cohort = CohortSelection.Draw(book.Launched.Partners, book.Plan.Cohort.Size, book.Plan.Cohort.Seed, book.NextRound.Number);
        await round.Open(new(book.Launched.Plan, book.Launched.PlanHash.ToString(), book.Launched.Layout.ToString(),
            [.. cohort.Select(p => p.ToString())], book.Model.ToString(), book.ServerState?.ToString()));
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

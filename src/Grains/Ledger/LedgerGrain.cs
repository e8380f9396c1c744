using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Ports;

namespace Federated.Grains.Ledger;

/// <summary>
/// The one writer of the ledger. It keeps no state: every check is made against the store at a known tree size, and
/// the append holds only at that size, so that even a second activation after a network partition cannot commit twice.
/// </summary>
public sealed class LedgerGrain(ILedgerStore store, IFederationKeys keys) : Grain, ILedgerGrain
{
    private const int Attempts = 5;
    private const int LargestPage = 10_000;

    /// <inheritdoc/>
    public async Task<AppendReply> Append(ImmutableArray<byte[]> entries)
    {
        try
        {
            var decoded = entries.Select(e => LedgerCodec.Decode(e)).ToImmutableArray();
            foreach (var abandoned in decoded.OfType<RoundAbandoned>())
                await RequireNotSealed(abandoned);
            if (decoded is [RunFinished finished])
                return await Finish(finished);
            var appended = await store.Append(new(decoded));
            return Appended(appended[^1]);
        }
        catch (FederatedException e)
        {
            return new(Failure.Of(e), -1, string.Empty);
        }
    }

    /// <inheritdoc/>
    public async Task<AppendReply> Launch(byte[] entry)
    {
        try
        {
            var launched = Decode<RunLaunched>(entry);
            return await AtExpectedSize(async size =>
            {
                if (await store.Find(launched.UniqueKey) is null)
                    await CheckBudgets(launched);
                return Appended((await store.Append(new([launched], size)))[0]);
            });
        }
        catch (FederatedException e)
        {
            return new(Failure.Of(e), -1, string.Empty);
        }
    }

    /// <inheritdoc/>
    public async Task<SealReply> Seal(SealRound command)
    {
        try
        {
            var entry = Decode<RoundSealed>(command.Entry);
            var round = new RoundId(entry.Run, entry.Round);
            return await AtExpectedSize(async size =>
            {
                await RequireActive(entry.Run);
                if (await store.Find(entry.UniqueKey) is null)
                    ReservationRule.Check(await Launched(entry.Run), entry);
                var appended = await store.Append(new([entry], size, new RoundSecret(round, command.Secret)));
                var secret = await store.ReadSecret(round) ?? throw new FederatedException(ErrorCodes.LedgerEntryExists,
                    $"Round {round} is closed: it cannot be sealed again.");
                return new SealReply(null, appended[0].LeafHash.ToString(), LedgerCodec.Encode(appended[0].Entry), secret);
            });
        }
        catch (FederatedException e)
        {
            return new(Failure.Of(e), string.Empty, [], []);
        }
    }

    /// <inheritdoc/>
    public async Task<AppendReply> Commit(CommitRound command)
    {
        try
        {
            var entry = Decode<RoundCommitted>(command.Entry);
            await RequireActive(entry.Run);
            var appended = await store.Append(new([entry], EraseSecret: new RoundId(entry.Run, entry.Round)));
            return Appended(appended[0]);
        }
        catch (FederatedException e)
        {
            return new(Failure.Of(e), -1, string.Empty);
        }
    }

    /// <inheritdoc/>
    public async Task<LedgerPage> Page(long from, int max)
    {
        var entries = await store.Page(Math.Max(0, from), Math.Clamp(max, 1, LargestPage));
        var head = await store.ReadHead();
        return new(head.Size, from, [.. entries.Select(e => e.Bytes)]);
    }

    /// <inheritdoc/>
    public async Task<string> Checkpoint()
    {
        var head = await store.ReadHead();
        return SignedNote.Sign(new Checkpoint(keys.Federation, head.Size, head.Root).ToNoteText(), keys.CheckpointSigner).ToString();
    }

    private async Task<RunLaunched> Launched(RunId run) =>
        (await store.Find(LedgerKeys.Launched(run)))?.Decode() as RunLaunched
        ?? throw new FederatedException(ErrorCodes.ReservationMissing, $"The ledger has no launch of run '{run}', so nothing is reserved for it.");

    /// <summary>Checks and appends at one tree size; when another writer was faster, both are done again.</summary>
    private async Task<T> AtExpectedSize<T>(Func<long, Task<T>> append)
    {
        for (var attempt = 1; ; attempt++)
        {
            var head = await store.ReadHead();
            try
            {
                return await append(head.Size);
            }
            catch (FederatedException e) when (e.Code == ErrorCodes.LedgerBehind && attempt < Attempts)
            {
                // The checks are made again at the new size.
            }
        }
    }

    private async Task CheckBudgets(RunLaunched launched)
    {
        var plan = RunPlanFile.Parse(launched.Plan);
        if (PrivacySchedule.Unit(plan) is not { } unit)
            return;
        var fold = new BudgetFold();
        foreach (var stored in await store.EntriesOfTypes([BudgetAgreed.TypeName, RunLaunched.TypeName, RunFinished.TypeName]))
        {
            var entry = stored.Decode();
            if (entry is RunFinished { Outcome: not RunFinished.Completed } ended)
            {
                foreach (var ofRun in await store.EntriesOfRun(ended.Run))
                    fold.Apply(ofRun.Decode());
            }
            else
            {
                fold.Apply(entry);
            }
        }

        foreach (var partner in launched.Partners)
        {
            if (fold.Budget(partner, unit) is { } budget)
                BudgetRule.Check(budget, fold.Charges(partner, unit), plan, launched.Run, $"the budget of '{partner}'");
        }
    }

    /// <summary>
    /// A run ends with its newest model. A round may commit between the run's last look and this entry: then the run looks again.
    /// </summary>
    private Task<AppendReply> Finish(RunFinished entry) => AtExpectedSize(async size =>
    {
        if (await store.Find(entry.UniqueKey) is null)
        {
            var models = (await store.EntriesOfRun(entry.Run)).Select(stored => stored.Decode());
            var newest = models.Select(of => of switch
            {
                RunLaunched launched => launched.InitialModel,
                RoundCommitted committed => committed.Model,
                _ => (ContentHash?)null,
            }).LastOrDefault(model => model is not null);
            if (newest != entry.Model)
            {
                return new AppendReply(Failure.Of(ErrorCodes.LedgerBehind,
                    $"Got the end of run '{entry.Run}' with model {entry.Model}, wanted {newest}, its newest. Read the ledger again."), -1, string.Empty);
            }
        }

        return Appended((await store.Append(new([entry], size)))[0]);
    });

    /// <summary>After a run's end the ledger takes nothing that could change its outcome.</summary>
    private async Task RequireActive(RunId run)
    {
        if (await store.Find(LedgerKeys.Finished(run)) is not null)
            throw new FederatedException(ErrorCodes.RunNotActive, $"Run '{run}' has ended; its rounds can no longer be sealed or closed.");
    }

    private async Task RequireNotSealed(RoundAbandoned entry)
    {
        await RequireActive(entry.Run);
        var round = new RoundId(entry.Run, entry.Round);
        if (await store.Find(LedgerKeys.Sealed(round)) is not null)
            throw new FederatedException(ErrorCodes.LedgerEntryExists, $"Round {round} is sealed: it can be committed, not abandoned.");
    }

    private static AppendReply Appended(AppendedEntry entry) => new(null, entry.Index, entry.LeafHash.ToString());

    private static T Decode<T>(byte[] bytes)
        where T : LedgerEntry =>
        LedgerCodec.Decode(bytes) as T ?? throw new FederatedException(ErrorCodes.LedgerCorrupt, $"Got another entry, wanted a {typeof(T).Name}.");
}

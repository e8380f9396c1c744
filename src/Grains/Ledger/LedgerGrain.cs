using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Privacy;
using Federated.Domain.Registry;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Models;
using Federated.Grains.Ports;

namespace Federated.Grains.Ledger;

/// <summary>
/// The one writer of the ledger. It keeps no state: every check is made against the store at a known tree size, and
/// the append holds only at that size, so that even a second activation after a network partition cannot commit twice.
/// </summary>
public sealed class LedgerGrain(ILedgerStore store, IFederationKeys keys, TimeProvider time, ModelBook models) : Grain, ILedgerGrain
{
    private const int Attempts = 5;
    private const int LargestPage = 10_000;
    private readonly BudgetGate _gate = new(store);

    /// <inheritdoc/>
    public async Task<AppendReply> Append(ImmutableArray<byte[]> entries)
    {
        try
        {
            var decoded = entries.Select(e => LedgerCodec.Decode(e)).ToImmutableArray();
            if (decoded.FirstOrDefault(ModelRegistry.Concerns) is { } entry)
                throw new FederatedException(ErrorCodes.LedgerCorrupt, $"Got a {entry.Type} entry to append, wanted it through Register, which checks it.");
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
                {
                    await _gate.CheckLaunch(launched);
                    if (RunPlanFile.Parse(launched.Plan).Model is { Initial: not null } or { Transfer.Base: not null } && (await models.Read()).Registry.Refuse(launched) is { } refusal)
                        throw refusal.ToException();
                }

                return Appended((await store.Append(new([launched], size)))[0]);
            });
        }
        catch (FederatedException e)
        {
            return new(Failure.Of(e), -1, string.Empty);
        }
    }

    /// <inheritdoc/>
    public async Task<AppendReply> Register(byte[] entry)
    {
        try
        {
            var decoded = LedgerCodec.Decode(entry);
            if (!ModelRegistry.Concerns(decoded))
                throw new FederatedException(ErrorCodes.LedgerCorrupt, $"Got a {decoded.Type} entry, wanted one of the registry of models.");
            return await AtExpectedSize(async _ =>
            {
                // The size is that of the registry, so the check holds at the append.
                var (registry, size) = await models.Read();
                if (registry.Refuse(decoded) is { } refusal)
                    throw refusal.ToException();
                return Appended((await store.Append(new([decoded], size)))[0]);
            });
        }
        catch (FederatedException e)
        {
            return new(Failure.Of(e), -1, string.Empty);
        }
    }

    /// <inheritdoc/>
    public async Task<AppendReply> Join(byte[] entry)
    {
        try
        {
            var joined = Decode<PartnerJoinedRun>(entry);
            return await AtExpectedSize(async size =>
            {
                await RequireActive(joined.Run);
                if (await store.Find(joined.UniqueKey) is null)
                    await _gate.CheckLaunch(await Launched(joined.Run) with { Partners = [joined.Partner] }, mustAgree: true);
                return Appended((await store.Append(new([joined], size)))[0]);
            });
        }
        catch (FederatedException e)
        {
            return new(Failure.Of(e), -1, string.Empty);
        }
    }

    /// <inheritdoc/>
    public async Task<ReserveReply> ReserveRound(ReserveRound command)
    {
        try
        {
            var round = new RoundId(RunId.Parse(command.Run), command.Round);
            return await AtExpectedSize(async size =>
            {
                await RequireActive(round.Run);
                if (await store.Find(LedgerKeys.Reserved(round)) is { } standing)
                    return new ReserveReply(null, ((RoundReserved)standing.Decode()).MicroNoiseMultiplier);
                var noise = await _gate.AdmitRound(round);
                await store.Append(new([new RoundReserved(time.GetUtcNow(), round.Run, round.Number, noise)], size));
                return new ReserveReply(null, noise);
            });
        }
        catch (FederatedException e)
        {
            return new(Failure.Of(e), 0);
        }
    }

    /// <inheritdoc/>
    public async Task<TuneReply> Tune(TuneNoise command)
    {
        try
        {
            var run = RunId.Parse(command.Run);
            return await AtExpectedSize(async size =>
            {
                await RequireActive(run);
                var book = await _gate.Book(run);
                var from = book.Reserved.Length + 1;
                if (from > book.Plan.Rounds)
                    throw new FederatedException(ErrorCodes.RunNotActive, $"The last round of run '{run}' is reserved already; there is none left to tune.");
                var noise = RoundTermsRule.Millionths(book.Plan, RoundTerms.Multiplier(command.MicroNoiseMultiplier));
                await store.Append(new([new NoiseTuned(time.GetUtcNow(), run, from, noise)], size));
                return new TuneReply(null, from);
            });
        }
        catch (FederatedException e)
        {
            return new(Failure.Of(e), 0);
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
                    await CheckReservation(entry);
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

    private async Task CheckReservation(RoundSealed entry)
    {
        var launched = await Launched(entry.Run);
        var joined = new List<PartnerName>();
        foreach (var member in entry.Members.Where(m => !launched.Partners.Contains(m.Partner)))
        {
            if (await store.Find(LedgerKeys.Joined(entry.Run, member.Partner)) is not null)
                joined.Add(member.Partner);
        }

        ReservationRule.Check(launched, entry, joined);
        var round = new RoundId(entry.Run, entry.Round);
        if (AdaptiveLaunch.PlanOf(launched) is not null && await store.Find(LedgerKeys.Reserved(round)) is null)
            throw new FederatedException(ErrorCodes.ReservationMissing, $"Round {round} of an adaptive run was not reserved: nothing was sealed.");
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

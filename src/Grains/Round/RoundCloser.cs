using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Rounds;
using Federated.Domain.Strategies;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Ports;

namespace Federated.Grains.Round;

/// <summary>Steps 7 to 9 of a round: reserve, compute, commit. Holds no state of its own.</summary>
/// <param name="ledger">The writer of the ledger.</param>
/// <param name="ports">Blobs, secrets, clock and fault points.</param>
public sealed class RoundCloser(ILedgerGrain ledger, RoundPorts ports)
{
    /// <summary>Transaction 1. When the ledger holds an earlier seal of this round, that one is returned.</summary>
    public async Task<Seal> Reserve(RoundRecord record, Gathered gathered)
    {
        var (state, plan) = (record.State!, RunPlanFile.Parse(record.Plan));
        var secret = ports.Secrets.Next(32);
        var entry = new RoundSealed(
            ports.Time.GetUtcNow(), state.Run, state.Number,
            [.. state.Members.Select(m => m.Partner)],
            [.. state.Members.Where(m => m.Status == MemberStatus.Claimed).Select(m => new SealedMember(m.Partner, m.Commitment!.Value))],
            RoundMachine.Lost(state),
            [await Commitment(gathered, secret)],
            state.BaseModel, AggregationPlan.Of(plan, record.Terms).Mechanism, await Spend(state, plan))
        {
            Spare = RoundMachine.Spare(state),
        };
        var reply = await ledger.Seal(new(LedgerCodec.Encode(entry), secret));
        if (reply.Failure is { } failure)
            throw failure.ToException();
        return new((RoundSealed)LedgerCodec.Decode(reply.Entry), ContentHash.Parse(reply.LeafHash), reply.Secret);
    }

    /// <summary>The seal that stands in the ledger for a round that is not closed, or null.</summary>
    public async Task<Seal?> FindSeal(RoundId round)
    {
        if (await ports.Ledger.Find(LedgerKeys.Sealed(round)) is not { } stored || await ports.Ledger.ReadSecret(round) is not { } secret)
            return null;
        return new((RoundSealed)stored.Decode(), stored.LeafHash, secret);
    }

    /// <summary>Computes the model of the sealed members and makes transaction 2.</summary>
    /// <returns>Members of whose updates a robust rule took nothing.</returns>
    /// <exception cref="FederatedException">FED-1307 when what was gathered is not what was sealed.</exception>
    public async Task<ImmutableArray<PartnerName>> Commit(RoundRecord record, Seal seal, Gathered gathered)
    {
        var round = record.State!.Id;
        if (!seal.Entry.PartialCommitments.SequenceEqual([await Commitment(gathered, seal.Secret)]))
            throw new FederatedException(ErrorCodes.RoundFailed, $"The sum of round {round}, or its list of updates, is not the one that was sealed.");
        var plan = RunPlanFile.Parse(record.Plan);
        var (modelHash, momentsHash, excluded) = await Compute(record, plan, seal, gathered);
        ports.Faults.Reach(FaultPoint.Computed, round);
        await Append(new RoundCommitted(ports.Time.GetUtcNow(), round.Run, round.Number, seal.LeafHash, record.State.BaseModel, modelHash, momentsHash));
        ports.Faults.Reach(FaultPoint.Committed, round);
        return excluded;
    }

    /// <summary>Records that the round has no model.</summary>
    public async Task Abandon(RoundState state, string reason)
    {
        var reply = await ledger.Append([LedgerCodec.Encode(new RoundAbandoned(
            ports.Time.GetUtcNow(), state.Run, state.Number,
            [.. state.Members.Select(m => m.Partner)],
            [.. state.Members.Where(m => m.Update is not null).Select(m => m.Partner)], reason))]);
        if (reply.Failure is { } failure)
            throw failure.ToException();
    }

    private async Task<(ContentHash Model, ContentHash Moments, ImmutableArray<PartnerName> Excluded)> Compute(
        RoundRecord record, RunPlan plan, Seal seal, Gathered gathered)
    {
        var round = record.State!.Id;
        using var noise = new AesCtrStream(RoundComputation.NoiseKey(seal.Secret, seal.LeafHash));
        if (plan.Query is not null)
        {
            var (answer, none) = await Task.Run(() => RoundComputation.Answer(plan, gathered.Sum!, noise));
            var hashes = await Task.WhenAll(ports.Blobs.Put(answer), ports.Blobs.Put(none));
            return (hashes[0], hashes[1], []);
        }

        var partners = (await Launched(round.Run)).Partners.Length;
        using var baseModel = await StoredBytes.Open(ports.Blobs, record.State.BaseModel);
        using var moments = record.ServerState is null ? null : await StoredBytes.Open(ports.Blobs, ContentHash.Parse(record.ServerState));
        if (gathered.Kept is { } kept)
        {
            using var updates = await StoredUpdates.Open(ports.Blobs, round, kept, plan.UploadLayout.ParameterCount);
            var (step, excluded) = await Task.Run(() => RoundComputation.Step(plan, round.Number, record.Terms, baseModel, moments, updates, partners, noise));
            var (model, next) = await Store(step);
            return (model, next, excluded);
        }
        else
        {
            using var step = RoundComputation.Step(plan, round.Number, record.Terms, baseModel, moments, gathered.Sum!, partners, noise);
            var (model, next) = await Store(step);
            return (model, next, []);
        }
    }

    private async Task<(ContentHash Model, ContentHash Moments)> Store(ServerUpdate step)
    {
        await using var model = await ports.Blobs.Create(step.ModelLength);
        await using var moments = await ports.Blobs.Create(step.StateLength);
        await Task.Run(() => step.Write(model, moments));
        var stored = await Task.WhenAll(model.Commit(), moments.Commit());
        return (stored[0], stored[1]);
    }

    /// <summary>Over all of the sum, so not on the grain's turn.</summary>
    private static Task<ContentHash> Commitment(Gathered gathered, byte[] secret) =>
        Task.Run(() => gathered.Commitment(RoundComputation.CommitmentKey(secret)));

    private async Task<long> Spend(RoundState state, RunPlan plan) =>
        (await ports.Ledger.Find(LedgerKeys.Launched(state.Run)))?.Decode() is RunLaunched launched
            ? PrivacySchedule.SealedSpend(plan, launched.ReservedMicroEpsilon, state.Number)
            : 0;

    private async Task<RunLaunched> Launched(RunId run) => (await ports.Ledger.Find(LedgerKeys.Launched(run)))?.Decode() as RunLaunched
        ?? throw new FederatedException(ErrorCodes.StorageCorrupt, $"The ledger has a round of run '{run}' and no launch of it. Restore it from a backup.");

    private async Task Append(RoundCommitted entry)
    {
        var reply = await ledger.Commit(new(LedgerCodec.Encode(entry)));
        if (reply.Failure is { } failure)
            throw failure.ToException();
    }
}

using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
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
            [gathered.Commitment(RoundComputation.CommitmentKey(secret))],
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
        if (!seal.Entry.PartialCommitments.SequenceEqual([gathered.Commitment(RoundComputation.CommitmentKey(seal.Secret))]))
            throw new FederatedException(ErrorCodes.RoundFailed, $"The sum of round {round}, or its list of updates, is not the one that was sealed.");
        var plan = RunPlanFile.Parse(record.Plan);
        var baseModel = await Blob(record.State.BaseModel);
        var moments = record.ServerState is null ? null : await Blob(ContentHash.Parse(record.ServerState));
        var partners = (await Launched(round.Run)).Partners.Length;
        ImmutableArray<PartnerName> excluded = [];
        byte[] model, nextMoments;
        if (gathered.Kept is { } kept)
        {
            using var updates = await StoredUpdates.Open(ports.Blobs, round, kept, plan.UploadLayout.ParameterCount);
            (model, nextMoments, excluded) = await Task.Run(() => RoundComputation.Compute(
                plan, round.Number, record.Terms, baseModel, moments, updates, partners, RoundComputation.NoiseKey(seal.Secret, seal.LeafHash)));
        }
        else
        {
            (model, nextMoments) = await Task.Run(() => RoundComputation.Compute(
                plan, round.Number, record.Terms, baseModel, moments, gathered.Sum!, partners, RoundComputation.NoiseKey(seal.Secret, seal.LeafHash)));
        }

        var stored = await Task.WhenAll(ports.Blobs.Put(model), ports.Blobs.Put(nextMoments));
        var (modelHash, momentsHash) = (stored[0], stored[1]);
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

    private async Task<byte[]> Blob(ContentHash hash) => await ports.Blobs.Read(hash)
        ?? throw new FederatedException(ErrorCodes.StorageCorrupt, $"The blob {hash} is named by the ledger and missing from the blob store. Restore it from a backup.");
}

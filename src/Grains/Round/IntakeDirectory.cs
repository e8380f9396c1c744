using System.Collections.Immutable;
using Federated.Domain.Aggregation;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Ports;
using Microsoft.Extensions.Logging;

namespace Federated.Grains.Round;

/// <summary>The intakes that a round has heard of in this activation, and what they hold for it.</summary>
/// <param name="blobs">Where large partial sums are.</param>
/// <param name="desk">Where the intake of this process lays them.</param>
/// <param name="log">The round's log.</param>
public sealed partial class IntakeDirectory(IBlobStore blobs, SumDesk desk, ILogger log)
{
    private readonly Dictionary<string, IIntakeObserver> _intakes = [];

    /// <summary>An intake showed itself; true when it is a new one.</summary>
    public bool Attach(string intakeId, IIntakeObserver intake)
    {
        var isNew = !_intakes.ContainsKey(intakeId);
        _intakes[intakeId] = intake;
        return isNew;
    }

    /// <summary>Intakes that claims name and that this activation has not heard of.</summary>
    public ImmutableHashSet<string> Unheard(RoundState state) =>
        [.. state.Members.Where(m => m.Status == MemberStatus.Claimed).Select(m => m.Intake!).Where(i => !_intakes.ContainsKey(i))];

    /// <summary>Asks every intake for its partial sum of the claimed members, or for their kept updates.</summary>
    /// <param name="state">The round.</param>
    /// <param name="keeps">True where a robust rule takes the place of the mean.</param>
    /// <returns>What they hold, and the intakes that did not answer or hold something else than the round knows.</returns>
    public async Task<(List<Gathered> Parts, ImmutableHashSet<string> Lost)> Collect(RoundState state, bool keeps)
    {
        var parts = new List<Gathered>();
        var lost = ImmutableHashSet<string>.Empty;
        var claims = state.Members.Where(m => m.Status == MemberStatus.Claimed).GroupBy(m => m.Intake!, StringComparer.Ordinal);
        foreach (var claim in claims.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            if (await TryCollect(state, claim.Key, [.. claim], keeps) is { } part)
                parts.Add(part);
            else
                lost = lost.Add(claim.Key);
        }

        foreach (var intake in lost)
            _intakes.Remove(intake);
        if (!lost.IsEmpty)
        {
            // They are collected again, all of them, when the lost members have come.
            parts.ForEach(part => part.Dispose());
            parts.Clear();
        }

        return (parts, lost);
    }

    /// <summary>Tells every intake that the round is closed.</summary>
    public async Task Release(RoundId round)
    {
        foreach (var (id, intake) in _intakes)
        {
            try
            {
                await intake.Release(new RoundReference(round.Run.ToString(), round.Number));
            }
            catch (Exception e)
            {
                IntakeFailed(e, round, id);
            }
        }

        _intakes.Clear();
    }

    private async Task<Gathered?> TryCollect(RoundState state, string intakeId, ImmutableArray<RoundMember> members, bool keeps)
    {
        if (!_intakes.TryGetValue(intakeId, out var intake))
            return null;
        try
        {
            var reply = await intake.Collect(new(state.Run.ToString(), state.Number,
                [.. members.Select(m => new ExpectedMember(m.Partner.ToString(), m.Update!.Value.ToString()))]) { Desk = desk.Id });
            if (!reply.Complete)
                return null;
            if (keeps)
                return Kept(reply, members);
            if (await Sum(reply, state.Id) is not { } part)
                return null;
            if (part.Sum!.Count == members.Length && part.Sum.WeightUnits == members.Sum(m => m.WeightUnits))
                return part;
            part.Dispose();
            return null;
        }
        catch (Exception e)
        {
            IntakeFailed(e, state.Id, intakeId);
            return null;
        }
    }

    private static Gathered? Kept(PartialReply reply, ImmutableArray<RoundMember> members)
    {
        var kept = new KeptMembers(reply.Kept.Select(update => new KeptMember(PartnerName.Parse(update.Partner), ContentHash.Parse(update.Blob))));
        return kept.Members.Select(member => member.Partner).ToHashSet().SetEquals(members.Select(m => m.Partner)) ? Gathered.Of(kept) : null;
    }

    private async Task<Gathered?> Sum(PartialReply reply, RoundId round)
    {
        if (reply.OnDesk)
            return desk.Take(round) is { } laid ? Gathered.Of(laid) : null;
        if (reply.Partial is { } bytes)
            return Gathered.Of(PartialSum.FromBytes(bytes));

        // A large partial sum has no noise yet, so its blob does not stay: it loses its name while it is open. If it is needed again,
        // its members send again.
        var hash = ContentHash.Parse(reply.PartialBlob!);
        var blob = await StoredBytes.TryOpen(blobs, hash);
        await blobs.Forget(hash);
        if (blob is null)
            return null;
        try
        {
            return Gathered.Of(blob);
        }
        catch
        {
            blob.Dispose();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Round {Round}: intake {Intake} does not answer")]
    private partial void IntakeFailed(Exception e, RoundId round, string intake);
}

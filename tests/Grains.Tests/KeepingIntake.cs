using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Federated.Domain.Aggregation;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;

namespace Federated.Grains.Tests;

/// <summary>An intake that keeps every update as a blob, and that a test can make answer with other blobs.</summary>
public sealed class KeepingIntake : IIntakeObserver
{
    // Orleans keeps observers weakly. An intake lives as long as its process.
    private static readonly ConcurrentBag<KeepingIntake> Alive = [];

    private readonly ConcurrentDictionary<string, ContentHash> _kept = [];
    private readonly TestSilo _silo;
    private readonly IIntakeObserver _reference;
    private readonly string _id;
    private int _collected;

    public KeepingIntake(TestSilo silo, string id)
    {
        (_silo, _id) = (silo, id);
        Alive.Add(this);
        _reference = silo.Grains.CreateObjectReference<IIntakeObserver>(this);
    }

    /// <summary>What it answers, but for the first time, in the place of what a partner sent; gone with the round's release.</summary>
    public ConcurrentDictionary<string, ContentHash> Instead { get; } = [];

    /// <summary>The blobs by partner.</summary>
    public IReadOnlyDictionary<string, ContentHash> Kept => _kept;

    public int Released { get; private set; }

    public async Task<ClaimReply> Send(RoundId round, string partner, float[] values)
    {
        var update = MemoryMarshal.AsBytes<float>(values).ToArray();
        var reply = await _silo.Round(round.Run.ToString(), round.Number).Claim(
            new(partner, ContentHash.Of(update).ToString(), FixedPointFormat.WeightOne, _id, Guid.NewGuid().ToString()), _reference);
        if (reply.Fold)
            _kept[partner] = await _silo.Blobs.Put((byte[])[.. KeptUpdate.Header(round, PartnerName.Parse(partner)), .. update]);
        return reply;
    }

    public async Task<PartialReply> Collect(CollectPartial request)
    {
        // The last claim's reply may still be on its way, as at the real intake.
        await TestSilo.Eventually(() => Task.FromResult(request.Members.All(m => _kept.ContainsKey(m.Partner))), kept => kept);
        var honest = Interlocked.Increment(ref _collected) == 1;
        return new(true, null, null)
        {
            Kept = [.. request.Members.Select(m => new KeptUpdateMessage(
                m.Partner, (honest ? _kept[m.Partner] : Instead.GetValueOrDefault(m.Partner, _kept[m.Partner])).ToString()))],
        };
    }

    public Task Release(RoundReference round)
    {
        Released++;
        Instead.Clear();
        return Task.CompletedTask;
    }
}

using System.Collections.Concurrent;
using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Ports;

namespace Federated.Grains.Tests;

/// <summary>An intake that folds at once, and that a test can make forget.</summary>
public sealed class FakeIntake : IIntakeObserver
{
    // Orleans keeps observers weakly. An intake lives as long as its process.
    private static readonly ConcurrentBag<FakeIntake> Alive = [];

    private readonly Dictionary<string, ExactAccumulator> _sums = [];

    public FakeIntake(TestSilo silo, string id)
    {
        Id = id;
        Silo = silo;
        Alive.Add(this);
        Reference = silo.Grains.CreateObjectReference<IIntakeObserver>(this);
    }

    public string Id { get; }

    public TestSilo Silo { get; }

    public IIntakeObserver Reference { get; }

    public bool Forgets { get; set; }

    /// <summary>Hands partial sums over as blobs, as an intake does with large ones.</summary>
    public IBlobStore? ByBlob { get; set; }

    /// <summary>The blobs it made.</summary>
    public List<ContentHash> Blobs { get; } = [];

    public int Released { get; private set; }

    /// <summary>Claims an update whose coordinates are all one value, and folds it when told to.</summary>
    public Task<ClaimReply> Send(string run, int round, string partner, float value, RunPlan plan)
    {
        var values = new float[plan.UploadLayout.ParameterCount];
        Array.Fill(values, value);
        return Send(run, round, partner, value, plan, values);
    }

    /// <summary>Claims an upload and folds it when told to; <paramref name="value"/> names it.</summary>
    public async Task<ClaimReply> Send(string run, int round, string partner, float value, RunPlan plan, float[] values)
    {
        var reply = await Silo.Round(run, round).Claim(
            new(partner, TestSilo.Hash($"{partner} {value}"), FixedPointFormat.WeightOne, Id, Guid.NewGuid().ToString()), Reference);
        if (reply.Fold)
        {
            lock (_sums)
            {
                var key = $"{run}/{round}";
                if (!_sums.TryGetValue(key, out var sum))
                    _sums[key] = sum = new(values.Length, AggregationPlan.Of(plan).Format);
                sum.Fold(values, FixedPointFormat.WeightOne);
            }
        }

        return reply;
    }

    public async Task<PartialReply> Collect(CollectPartial request)
    {
        // The last claim's reply may still be on its way: wait until it is folded, as the real intake does.
        var reply = await TestSilo.Eventually(() => Task.FromResult(Look(request)), reply => reply.Complete || Forgets);
        if (ByBlob is null || reply.Partial is null)
            return reply;
        Blobs.Add(await ByBlob.Put(reply.Partial));
        return new(true, null, Blobs[^1].ToString());
    }

    public Task Release(RoundReference round)
    {
        Released++;
        return Task.CompletedTask;
    }

    private PartialReply Look(CollectPartial request)
    {
        lock (_sums)
        {
            return !Forgets && _sums.TryGetValue($"{request.Run}/{request.Round}", out var sum) && sum.Count == request.Members.Length
                ? new(true, sum.ToPartial().ToBytes(), null)
                : new(false, null, null);
        }
    }
}

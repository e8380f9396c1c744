using System.Collections.Concurrent;
using System.Collections.Immutable;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Silo.Intake;

/// <summary>The rounds for which this process holds updates or is claiming some.</summary>
internal sealed class FoldBook
{
    private readonly ConcurrentDictionary<RunId, RunShape> _shapes = new();
    private readonly Dictionary<RoundId, RoundFolds> _rounds = [];
    private readonly Lock _lock = new();

    /// <summary>Rounds with folded updates.</summary>
    public ImmutableArray<RoundId> Held
    {
        get
        {
            lock (_lock)
                return [.. _rounds.Values.Where(r => r.HasMembers).Select(r => r.Round)];
        }
    }

    /// <summary>The shape of a run, worked out once.</summary>
    public RunShape Shape(RunId run, string planJson) => _shapes.GetOrAdd(run, static (_, plan) => RunShape.Of(plan), planJson);

    /// <summary>The round's folds, or null when there are none.</summary>
    public RoundFolds? Find(RoundId round)
    {
        lock (_lock)
            return _rounds.GetValueOrDefault(round);
    }

    /// <summary>Marks a claim as under way; call <c>End</c> when its fold is done or not needed.</summary>
    public (RoundFolds Folds, Action End) BeginClaim(RoundId round, RunShape shape)
    {
        // Under the book's lock, so that a round is not forgotten between finding it and marking the claim.
        lock (_lock)
        {
            if (!_rounds.TryGetValue(round, out var folds))
                _rounds.Add(round, folds = new(round, shape));
            var end = folds.BeginClaim();
            return (folds, () =>
            {
                end();
                ForgetIfIdle(folds);
            });
        }
    }

    /// <summary>Drops a round's accumulator; returns the blobs of updates that nothing needs any more.</summary>
    public ImmutableArray<ContentHash> Release(RoundId round)
    {
        if (Find(round) is not { } folds)
            return [];
        var blobs = folds.Release();
        ForgetIfIdle(folds);
        return blobs;
    }

    private void ForgetIfIdle(RoundFolds folds)
    {
        lock (_lock)
        {
            if (folds.IsIdle && _rounds.GetValueOrDefault(folds.Round) == folds)
                _rounds.Remove(folds.Round);
        }
    }
}

using System.Collections.Immutable;
using Federated.Domain.Aggregation;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;
using Federated.Grains.Round;

namespace Federated.Silo.Intake;

/// <summary>
/// One round's accumulator in this process, and whose updates are in it; where a robust rule takes the place of the mean there is none, and
/// the updates are kept one by one as blobs. A partner is folded once, however often it is claimed; a claim counts as under way
/// from before it is sent until its fold is done.
/// </summary>
/// <param name="round">The round.</param>
/// <param name="shape">What the run sums.</param>
internal sealed class RoundFolds(RoundId round, RunShape shape)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _claims = [];
    private readonly Dictionary<PartnerName, ContentHash> _members = [];
    private readonly Dictionary<PartnerName, ContentHash> _kept = [];
    private ExactAccumulator? _sum;
    private int _lent; // How often the sum is lent to who reads it.

    /// <summary>The round.</summary>
    public RoundId Round => round;

    /// <summary>True when an update is folded, or blobs wait for their removal.</summary>
    public bool HasMembers
    {
        get
        {
            lock (_lock)
                return _members.Count > 0 || _kept.Count > 0;
        }
    }

    /// <summary>True when nothing is folded and nothing under way.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
                return _members.Count == 0 && _kept.Count == 0 && _claims.Count == 0;
        }
    }

    /// <summary>A claim is about to be sent; call the result when its fold is done or not needed.</summary>
    public Action BeginClaim()
    {
        var claim = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _claims.Add(claim.Task);
        return () =>
        {
            lock (_lock)
                _claims.Remove(claim.Task);
            claim.TrySetResult();
        };
    }

    /// <summary>A task that ends when the claims that are under way now have ended. Later ones do not hold it up.</summary>
    public Task ClaimsUnderWay()
    {
        lock (_lock)
            return Task.WhenAll(_claims.ToArray());
    }

    /// <summary>Folds an update; false when the partner's is folded already.</summary>
    public bool Fold(PartnerName partner, StagedUpdate update)
    {
        lock (_lock)
        {
            if (_members.ContainsKey(partner))
                return false;
            // The round reads the sum and does not know this member: whatever comes of that, the sum stays as it is read.
            if (_lent > 0)
                Forget();
            _sum ??= new(shape.Layout.ParameterCount, shape.Format);
            try
            {
                if (shape.FoldsAsStaged)
                {
                    _sum.Fold(update);
                }
                else
                {
                    var (values, vote) = shape.ToFold(update);
                    _sum.Fold(values.Span, update.Metadata.WeightUnits, vote);
                }
            }
            catch (Exception) when (_sum.IsBroken)
            {
                // The claim stands and the fold does not: without this sum the round asks its members to send again.
                Forget();
                throw;
            }

            _members.Add(partner, update.Hash);
            return true;
        }
    }

    /// <summary>An update lies in a blob, and is not folded.</summary>
    public void Keep(PartnerName partner, ContentHash update, ContentHash blob)
    {
        lock (_lock)
        {
            _members[partner] = update;
            _kept[partner] = blob;
        }
    }

    /// <summary>
    /// The partial sum, which does not change until it is given back, or the kept updates, when exactly the expected members are here; else null, and everything is forgotten: the round
    /// will want these members again, wherever they then arrive.
    /// </summary>
    /// <param name="expected">The claims that the round knows for this intake.</param>
    /// <param name="superfluous">Folded, but not expected: there should be none.</param>
    public (LentSum? Sum, ImmutableArray<KeptMember> Kept)? Collect(IReadOnlyDictionary<PartnerName, ContentHash> expected, out ImmutableArray<PartnerName> superfluous)
    {
        lock (_lock)
        {
            superfluous = [.. _members.Where(m => !expected.TryGetValue(m.Key, out var hash) || hash != m.Value).Select(m => m.Key)];
            if (superfluous.IsEmpty && _members.Count == expected.Count && _members.Count > 0)
                return (Lend(), shape.KeepsUpdates ? [.. _members.Keys.Select(partner => new KeptMember(partner, _kept[partner]))] : []);
            Forget();
            return null;
        }
    }

    /// <summary>Drops the accumulator; returns the blobs of updates that nothing needs any more.</summary>
    public ImmutableArray<ContentHash> Release()
    {
        lock (_lock)
        {
            ImmutableArray<ContentHash> blobs = [.. _kept.Values];
            Forget();
            _kept.Clear();
            return blobs;
        }
    }

    private LentSum? Lend()
    {
        if (_sum is not { } sum)
            return null;
        _lent++;
        return new(sum.View(), () =>
        {
            lock (_lock)
                _lent -= ReferenceEquals(sum, _sum) ? 1 : 0;
        });
    }

    // Blobs stay until the round is over: its members will most likely send the same bytes again.
    private void Forget()
    {
        _members.Clear();
        (_sum, _lent) = (null, 0);
    }
}

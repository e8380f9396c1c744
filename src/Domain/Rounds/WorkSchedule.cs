namespace Federated.Domain.Rounds;

/// <summary>
/// In which order one partner's node is given the rounds that wait for it, when several runs want it at a time: start-time
/// fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996). Every run has a clock that advances by 1/priority with each hand-out;
/// the run that is furthest behind is served next. A run that comes, or comes back, starts at the present: it neither waits
/// for those before it nor makes up for time when it wanted nothing. Among equals a resend comes first, then the nearest
/// deadline.
/// </summary>
/// <remarks>
/// An offer stays until it is withdrawn and counts as served at each hand-out, so that one which the node cannot do goes
/// round with the others instead of blocking them. For runs i and j that always have work, the hand-outs n satisfy
/// |n_i/p_i - n_j/p_j| &lt;= 1/p_i + 1/p_j.
/// </remarks>
public sealed class WorkSchedule
{
    private const long Turn = 1L << 32;

    private readonly Dictionary<RoundId, Offer> _offers = [];
    private readonly Dictionary<RunId, long> _finish = [];
    private long _now;

    /// <summary>Offers that stand.</summary>
    public int Count => _offers.Count;

    /// <summary>A round wants work; the same round again replaces what was known of it and keeps its place.</summary>
    /// <param name="round">The round.</param>
    /// <param name="deadline">When it stops waiting.</param>
    /// <param name="priority">The run's weight, at least 1.</param>
    /// <param name="resend">True when a claimed update was lost: it comes next, once.</param>
    public void Add(RoundId round, DateTimeOffset deadline, int priority, bool resend)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(priority, 1);
        var known = _offers.GetValueOrDefault(round);
        var start = known is not null && (known.Resend || !resend)
            ? known.Start
            : resend ? _now : Math.Max(_now, _finish.GetValueOrDefault(round.Run));
        _offers[round] = new(start, deadline, priority, resend);
    }

    /// <summary>A round no longer wants work.</summary>
    public void Remove(RoundId round)
    {
        _offers.Remove(round);

        // A run that is not ahead of the present has nothing that must be remembered.
        foreach (var run in _finish.Where(f => f.Value <= _now && _offers.Keys.All(o => o.Run != f.Key)).Select(f => f.Key).ToList())
            _finish.Remove(run);
    }

    /// <summary>The round to hand out now, or null when none wants work.</summary>
    public RoundId? Next()
    {
        if (_offers.Count == 0)
            return null;
        var (round, offer) = _offers
            .OrderBy(o => o.Value.Start)
            .ThenByDescending(o => o.Value.Resend)
            .ThenBy(o => o.Value.Deadline)
            .ThenBy(o => o.Key.Run.ToString(), StringComparer.Ordinal)
            .ThenBy(o => o.Key.Number)
            .First();
        _now = Math.Max(_now, offer.Start);
        var finish = offer.Start + (Turn / offer.Priority);
        _finish[round.Run] = finish;
        _offers[round] = offer with { Start = finish };
        return round;
    }

    private sealed record Offer(long Start, DateTimeOffset Deadline, int Priority, bool Resend);
}

namespace Orleans.Runtime;

/// <summary>
/// Which call of an activation may start next. Not thread-safe: the activation's lock guards it. An ordinary call runs
/// alone; read-only calls run beside each other; interleaving calls run beside anything. Calls of a kind start in the
/// order in which they came; a read-only call may pass an ordinary one that waits, as in Orleans.
/// </summary>
internal sealed class CallQueue(bool reentrant)
{
    private readonly Queue<Call> _interleaving = new();
    private readonly Queue<Call> _readers = new();
    private readonly Queue<Call> _writers = new();
    private int _runningInterleaved;
    private int _runningReaders;
    private int _runningWriters;
    private long _arrivals;

    public int Running => _runningInterleaved + _runningReaders + _runningWriters;

    public int Load => Running + _interleaving.Count + _readers.Count + _writers.Count;

    public bool IsIdle => Load == 0;

    public void Add(Call call)
    {
        call.Arrival = _arrivals++;
        (Interleaves(call) ? _interleaving : call.Method.ReadOnly ? _readers : _writers).Enqueue(call);
    }

    /// <summary>Takes the first call that may start, and counts it as running.</summary>
    public Call? TakeNext()
    {
        if (First(_interleaving) is not null)
        {
            _runningInterleaved++;
            return _interleaving.Dequeue();
        }

        if (_runningWriters > 0)
        {
            return null;
        }

        var reader = First(_readers);
        var writer = _runningReaders > 0 ? null : First(_writers);
        if (writer is not null && (reader is null || writer.Arrival < reader.Arrival))
        {
            _runningWriters++;
            return _writers.Dequeue();
        }

        if (reader is not null)
        {
            _runningReaders++;
            return _readers.Dequeue();
        }

        return null;
    }

    public void Finished(Call call)
    {
        if (Interleaves(call))
        {
            _runningInterleaved--;
        }
        else if (call.Method.ReadOnly)
        {
            _runningReaders--;
        }
        else
        {
            _runningWriters--;
        }
    }

    /// <summary>Takes all calls that have not started, in the order in which they came.</summary>
    public List<Call> TakeAll()
    {
        List<Call> all = [.. _interleaving.Concat(_readers).Concat(_writers).OrderBy(call => call.Arrival)];
        _interleaving.Clear();
        _readers.Clear();
        _writers.Clear();
        return all;
    }

    /// <summary>The first call of a queue whose caller still waits; those before it are dropped.</summary>
    private static Call? First(Queue<Call> queue)
    {
        while (queue.TryPeek(out var call))
        {
            if (!call.IsAbandoned)
            {
                return call;
            }

            queue.Dequeue();
        }

        return null;
    }

    private bool Interleaves(Call call) => reentrant || call.AlwaysInterleave;
}

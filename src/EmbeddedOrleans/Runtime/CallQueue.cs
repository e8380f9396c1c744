namespace Orleans.Runtime;

/// <summary>
/// Which call of an activation may start next. Not thread-safe: the activation's lock guards it. An ordinary call runs
/// alone; read-only calls run beside each other; interleaving calls run beside anything.
/// </summary>
internal sealed class CallQueue(bool reentrant)
{
    private readonly List<Call> _waiting = [];
    private int _readers;
    private int _writers;
    private int _interleaved;

    public int Running => _readers + _writers + _interleaved;

    public int Load => Running + _waiting.Count;

    public bool IsIdle => Load == 0;

    public void Add(Call call) => _waiting.Add(call);

    /// <summary>Takes the first call that may start, and counts it as running.</summary>
    public Call? TakeNext()
    {
        _waiting.RemoveAll(static call => call.IsAbandoned);
        var index = _waiting.FindIndex(MayStart);
        if (index < 0)
        {
            return null;
        }

        var call = _waiting[index];
        _waiting.RemoveAt(index);
        Count(call, 1);
        return call;
    }

    public void Finished(Call call) => Count(call, -1);

    /// <summary>Takes all calls that have not started.</summary>
    public List<Call> TakeAll()
    {
        List<Call> all = [.. _waiting];
        _waiting.Clear();
        return all;
    }

    private bool MayStart(Call call) =>
        Interleaves(call) || (_writers == 0 && (_readers == 0 || call.Method.ReadOnly));

    private bool Interleaves(Call call) => reentrant || call.AlwaysInterleave;

    private void Count(Call call, int change)
    {
        if (Interleaves(call))
        {
            _interleaved += change;
        }
        else if (call.Method.ReadOnly)
        {
            _readers += change;
        }
        else
        {
            _writers += change;
        }
    }
}

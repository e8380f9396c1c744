namespace Federated.Simulation;

/// <summary>
/// Bounds the memory of updates that virtual nodes hold until they hear that their round is closed. The oldest go first: a node asked
/// for one again trains it again, which gives the same bytes, as a real node does whose outbox is damaged.
/// </summary>
/// <param name="capacity">Bytes.</param>
internal sealed class HeldUpdates(long capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<(VirtualStorage Storage, string Path, byte[] Content)> _oldest = [];

    /// <summary>Bytes that are held, those that were deleted since among them.</summary>
    public long Bytes { get; private set; }

    /// <summary>A node holds an update.</summary>
    public void Add(VirtualStorage storage, string path, byte[] content)
    {
        List<(VirtualStorage Storage, string Path, byte[] Content)> dropped = [];
        lock (_lock)
        {
            _oldest.Enqueue((storage, path, content));
            Bytes += content.Length;
            while (Bytes > capacity && _oldest.Count > 1)
            {
                var first = _oldest.Dequeue();
                Bytes -= first.Content.Length;
                dropped.Add(first);
            }
        }

        // Outside the lock: a storage has one of its own.
        foreach (var (from, at, what) in dropped)
            from.Drop(at, what);
    }
}

using Federated.ClientNode.Storage;

namespace Federated.Simulation;

/// <summary>
/// A virtual node's files, in memory. A node writes to the disk because it may die alone; virtual nodes die together with
/// the silo, and what a thousand of them would flush is not what a simulation is to measure.
/// </summary>
/// <param name="outbox">The folder of updates.</param>
/// <param name="held">Bounds the updates among them.</param>
internal sealed class VirtualStorage(string outbox, HeldUpdates held) : INodeStorage
{
    private const string Update = ".safetensors";
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MemoryStream> _logs = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool Exists(string path)
    {
        lock (_lock)
            return _files.ContainsKey(path) || _logs.ContainsKey(path);
    }

    /// <inheritdoc/>
    public byte[]? Read(string path)
    {
        lock (_lock)
            return _logs.TryGetValue(path, out var log) ? log.ToArray() : _files.GetValueOrDefault(path);
    }

    /// <inheritdoc/>
    public void Write(string path, ReadOnlySpan<byte> content, bool secret = false, bool flushName = true)
    {
        var bytes = content.ToArray();
        lock (_lock)
        {
            _logs.Remove(path);
            _files[path] = bytes;
        }

        if (path.EndsWith(Update, StringComparison.Ordinal) && Path.GetDirectoryName(path) == outbox)
            held.Add(this, path, bytes);
    }

    /// <inheritdoc/>
    public void Overwrite(string path, ReadOnlySpan<byte> content, bool flush = true) => Write(path, content);

    /// <inheritdoc/>
    public void Discard(string path) => Delete(path);

    /// <inheritdoc/>
    public void Flush(string path)
    {
        // There is no disk.
    }

    /// <inheritdoc/>
    public void Append(string path, ReadOnlySpan<byte> content, bool flush = true)
    {
        lock (_lock)
        {
            if (!_logs.TryGetValue(path, out var log))
            {
                _logs[path] = log = new();
                if (_files.Remove(path, out var before))
                    log.Write(before);
            }

            log.Write(content);
        }
    }

    /// <inheritdoc/>
    public void Delete(string path, bool flushName = true)
    {
        lock (_lock)
        {
            _files.Remove(path);
            _logs.Remove(path);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        lock (_lock)
            return [.. _files.Keys.Concat(_logs.Keys).Where(path => Path.GetDirectoryName(path) == folder).Order(StringComparer.Ordinal)];
    }

    /// <summary>Deletes a file if it still has this very content.</summary>
    internal void Drop(string path, byte[] content)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_files.GetValueOrDefault(path), content))
                _files.Remove(path);
        }
    }
}

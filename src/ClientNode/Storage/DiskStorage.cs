namespace Federated.ClientNode.Storage;

/// <summary>Files on the disk, flushed before a call returns.</summary>
public sealed class DiskStorage : INodeStorage
{
    private DiskStorage()
    {
    }

    /// <summary>The one that every node of a partner uses.</summary>
    public static DiskStorage Instance { get; } = new();

    /// <inheritdoc/>
    public bool Exists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    /// <inheritdoc/>
    public void Write(string path, ReadOnlySpan<byte> content, bool secret = false, bool flushName = true)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.Write(path, content, secret, flushName);
    }

    /// <inheritdoc/>
    public void Overwrite(string path, ReadOnlySpan<byte> content, bool flush = true)
    {
        var isNew = !File.Exists(path);
        using (var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            if (RandomAccess.GetLength(file) != content.Length)
                RandomAccess.SetLength(file, content.Length);
            if (flush)
                DataFlush.Flush(file);
        }

        if (isNew && flush)
            FlushName(path);
    }

    /// <inheritdoc/>
    public void Discard(string path)
    {
        // The room is kept: overwriting is cheaper than making a file.
    }

    /// <inheritdoc/>
    public void Append(string path, ReadOnlySpan<byte> content, bool flush = true)
    {
        var isNew = !File.Exists(path);
        using (var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            file.Write(content);
            if (flush)
                file.Flush(flushToDisk: true);
        }

        if (isNew)
            FlushName(path);
    }

    /// <inheritdoc/>
    public void Flush(string path)
    {
        if (!File.Exists(path))
            return;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    /// <inheritdoc/>
    public void Delete(string path, bool flushName = true)
    {
        if (flushName)
            AtomicFile.Delete(path);
        else
            File.Delete(path);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)] : [];

    private static void FlushName(string path) => DirectoryFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
}

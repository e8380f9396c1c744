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
    public void Append(string path, ReadOnlySpan<byte> content)
    {
        var isNew = !File.Exists(path);
        using (var file = new FileStream(path, FileMode.Append, FileAccess.Write))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        if (isNew)
            DirectoryFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
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
}

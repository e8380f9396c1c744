namespace Federated.ClientNode.Storage;

/// <summary>
/// Files that are there whole or not at all: written beside their place, flushed to the disk, renamed, and the rename
/// flushed too. A leftover <c>*.tmp</c> is the trace of a crash and may be deleted.
/// </summary>
public static class AtomicFile
{
    /// <summary>The end of the name of a file that is still being written.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">Its place; the folder exists.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="secret">True for a file that only its owner may read (mode 0600).</param>
    /// <param name="flushName">False when the caller flushes the folder's entries itself, for several files at one time.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, bool secret = false, bool flushName = true)
    {
        var temporary = path + TemporarySuffix;
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (secret && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        if (flushName)
            DirectoryFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Deletes a file, if it is there, so that it stays deleted.</summary>
    public static void Delete(string path)
    {
        if (!File.Exists(path))
            return;
        File.Delete(path);
        DirectoryFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}

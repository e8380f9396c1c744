using System.Runtime.InteropServices;

namespace Federated.ClientNode.Storage;

/// <summary>
/// Flushes a folder's entries to the disk, which POSIX asks for before a rename survives a power cut and .NET does not
/// offer. Windows journals renames; there it does nothing.
/// </summary>
public static partial class DirectoryFlush
{
    /// <summary>Flushes a folder. Best effort: some file systems (network mounts) refuse it, and the file itself is flushed.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
            return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}

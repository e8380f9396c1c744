using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Federated.ClientNode.Storage;

/// <summary>
/// Flushes a file's content, and of its metadata only what reading it back needs: where a file is overwritten in place, nothing of the
/// journal is written. .NET offers the dearer <c>fsync</c> alone.
/// </summary>
internal static partial class DataFlush
{
    /// <summary>Flushes what was written.</summary>
    public static void Flush(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux() || Sync(file) != 0)
            RandomAccess.FlushToDisk(file);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync")]
    private static partial int Sync(SafeFileHandle file);
}

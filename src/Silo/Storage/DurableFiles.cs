using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Federated.Silo.Storage;

/// <summary>What the base library leaves out of writing a file so that it outlives a power cut, for its owner's eyes only.</summary>
internal static class DurableFiles
{
    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a folder with mode 0700; one that exists is left as it is.</summary>
    public static void CreatePrivateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, PrivateFolder);
    }

    /// <summary>Opens a file of mode 0600 that must not exist yet, for writing, and for reading what was written. It can be renamed while it is open, and not be opened for oneself alone.</summary>
    public static FileStream CreatePrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = PrivateFile;
        return new FileStream(path, options);
    }

    /// <summary>Writes a new file of mode 0600 through to the disk. Its folder is not synced.</summary>
    public static void WritePrivate(string path, ReadOnlySpan<byte> content)
    {
        using var file = CreatePrivate(path);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Makes the names in a folder durable: a file's own fsync does not cover the entry that names it.</summary>
    /// <exception cref="IOException">The folder cannot be opened or synced.</exception>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return; // NTFS journals directory entries and has no call for this.
        var descriptor = NativeOpen(path, flags: 0);
        if (descriptor < 0)
            throw Failed("open", path);
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (NativeSync(descriptor) != 0)
            throw Failed("sync", path);
    }

    private static IOException Failed(string what, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"Cannot {what} folder '{path}': {new Win32Exception(error).Message}", error);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeSync(int descriptor);
}

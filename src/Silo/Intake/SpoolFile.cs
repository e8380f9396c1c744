using System.Runtime.InteropServices;
using Federated.Domain.Errors;
using Federated.Domain.Updates;
using Microsoft.Win32.SafeHandles;

namespace Federated.Silo.Intake;

/// <summary>One update's coordinates in a file of the staging folder, gone when this is disposed. Never synced: it need not outlive the process.</summary>
internal sealed class SpoolFile : IUpdateSpool
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private long _written;

    /// <summary>Takes all the room that the coordinates will need.</summary>
    /// <exception cref="FederatedException">FED-1602 when the disk has not so much.</exception>
    public SpoolFile(string path, long bytes)
    {
        _path = path;
        try
        {
            _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose, preallocationSize: bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed($"set {bytes} bytes aside", e);
        }
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<float> values)
    {
        var bytes = MemoryMarshal.AsBytes(values);
        try
        {
            RandomAccess.Write(_file, bytes, _written);
        }
        catch (IOException e)
        {
            throw Failed("write", e);
        }

        _written += bytes.Length;
    }

    /// <inheritdoc/>
    public void Read(int first, Span<float> values)
    {
        var bytes = MemoryMarshal.AsBytes(values);
        var from = sizeof(float) * (long)first;
        while (!bytes.IsEmpty)
        {
            int read;
            try
            {
                read = RandomAccess.Read(_file, bytes, from);
            }
            catch (IOException e)
            {
                throw Failed("read", e);
            }

            if (read == 0)
                throw new FederatedException(ErrorCodes.StorageCorrupt, $"Got the end of staging file '{_path}', wanted {bytes.Length} bytes more. The update has to be sent again.");
            bytes = bytes[read..];
            from += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private FederatedException Failed(string what, Exception e) => new(ErrorCodes.StorageUnavailable,
        $"Could not {what} in the staging folder for a large update, wanted a disk with free space that this user may write. "
        + "Nothing was kept; the same bytes can be sent again once there is room.", $"{_path}: {e.Message}", e);
}

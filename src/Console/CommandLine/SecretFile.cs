namespace Federated.ConsoleApp.CommandLine;

/// <summary>Writes files that only their owner may read.</summary>
public static class SecretFile
{
    /// <summary>Writes or replaces a file.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            // The mode applies to a new file only.
            File.Delete(path);
        }

        await using var writer = new StreamWriter(new FileStream(path, options));
        await writer.WriteAsync(text.AsMemory(), cancellationToken);
    }
}

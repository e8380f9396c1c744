namespace Federated.ConsoleApp.CommandLine;

/// <summary>Writes a file that is either whole or not there: under another name first, then moved into place.</summary>
public static class ReplacedFile
{
    /// <summary>Writes or replaces a file.</summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var partial = path + ".part";
        try
        {
            await using (var stream = File.Create(partial))
                await write(stream);
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}

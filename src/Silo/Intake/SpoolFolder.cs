using System.Globalization;
using Federated.Domain.Updates;
using Federated.Silo.Storage;

namespace Federated.Silo.Intake;

/// <summary>Gives large updates a file to be staged in. Files that a process left behind when it died are removed at the start.</summary>
internal sealed class SpoolFolder
{
    /// <summary>Updates of more coordinates than these 8 MiB hold are staged in a file.</summary>
    public const int LargestInMemory = 2 << 20;

    private const string Suffix = ".spool";
    private readonly string _folder;
    private long _count;

    /// <param name="paths">The data directory; its lock is held, so nobody else stages there.</param>
    public SpoolFolder(SiloPaths paths)
    {
        _folder = paths.Staging;
        DurableFiles.CreatePrivateDirectory(_folder);
        foreach (var left in Directory.EnumerateFiles(_folder, "*" + Suffix).ToArray())
            File.Delete(left);
    }

    /// <summary>
    /// A file for an update of the run, or null when it fits into memory. Modes that look at a whole update before the fold
    /// (its length, its clip) keep it in memory.
    /// </summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1602 when the disk has no room for it.</exception>
    public IUpdateSpool? Open(RunShape shape)
    {
        if (shape.Layout.ParameterCount <= LargestInMemory || shape.Aggregation.Noise is not null)
            return null;
        var name = string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _count)}{Suffix}");
        return new SpoolFile(Path.Combine(_folder, name), sizeof(float) * (long)shape.Layout.ParameterCount);
    }
}

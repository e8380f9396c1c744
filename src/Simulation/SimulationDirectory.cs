using Federated.Domain.Plans;

namespace Federated.Simulation;

/// <summary>
/// The silo's data directory: one that is named and stays, or one that is deleted when the simulation ends. The latter lies in
/// memory where there is room, because nothing of it has to outlive the process, and every commit waits for its disk.
/// </summary>
internal sealed class SimulationDirectory : IDisposable
{
    private const string Memory = "/dev/shm";
    private const string Prefix = "fed-simulate-";
    private const long Spare = 1L << 30;

    // Model and moments of a round as blobs; a member in the round's state, its receipt and the sealed entry.
    private const long BytesPerParameter = 24;
    private const long BytesPerMember = 4096;
    private readonly bool _temporary;

    private SimulationDirectory(string path, bool temporary)
    {
        Path = path;
        _temporary = temporary;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Takes the folder to keep, or makes one.</summary>
    /// <param name="keep">The folder to keep, or null.</param>
    /// <param name="plan">What will be run in it.</param>
    public static SimulationDirectory Open(string? keep, RunPlan plan)
    {
        if (keep is not null)
            return new(System.IO.Path.GetFullPath(keep), temporary: false);
        return HasRoom(plan)
            ? new(Directory.CreateDirectory(System.IO.Path.Combine(Memory, Prefix + System.IO.Path.GetRandomFileName())).FullName, temporary: true)
            : new(Directory.CreateTempSubdirectory(Prefix).FullName, temporary: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_temporary && Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    /// <summary>At most half of what is free; a TMPDIR that somebody set is where they want it.</summary>
    private static bool HasRoom(RunPlan plan)
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } || !Directory.Exists(Memory))
            return false;
        var expected = Spare + (plan.Rounds * ((plan.Layout.ParameterCount * BytesPerParameter) + (plan.Cohort.Size * BytesPerMember)));
        try
        {
            return new DriveInfo(Memory).AvailableFreeSpace / 2 > expected;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

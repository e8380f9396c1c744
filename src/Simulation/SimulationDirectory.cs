namespace Federated.Simulation;

/// <summary>The silo's data directory: one that is named and stays, or one that is deleted when the simulation ends.</summary>
internal sealed class SimulationDirectory : IDisposable
{
    private readonly bool _temporary;

    /// <param name="keep">The folder to keep, or null.</param>
    public SimulationDirectory(string? keep)
    {
        _temporary = keep is null;
        Path = keep is null ? Directory.CreateTempSubdirectory("fed-simulate-").FullName : System.IO.Path.GetFullPath(keep);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_temporary && Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}

using Federated.Domain.Errors;

namespace Federated.Silo.Storage;

/// <summary>Where a silo keeps what it owns. Everything lives under one data directory, readable by its owner alone.</summary>
public sealed record SiloPaths
{
    /// <param name="dataDirectory">The data directory; relative paths count from the working directory.</param>
    public SiloPaths(string dataDirectory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        DataDirectory = Path.GetFullPath(dataDirectory);
    }

    /// <summary>The data directory, absolute.</summary>
    public string DataDirectory { get; }

    /// <summary>The SQLite database: ledger, wrapped round secrets, grain state, reminders.</summary>
    public string DatabaseFile => Path.Combine(DataDirectory, "federated.db");

    /// <summary>The folder of model files and other immutable blobs.</summary>
    public string Blobs => Path.Combine(DataDirectory, "blobs");

    /// <summary>The folder of the federation's private keys; see <see cref="Security.KeyStore"/>.</summary>
    public string Keys => Path.Combine(DataDirectory, "keys");

    /// <summary>The folder in which large updates wait between upload and claim. Nothing in it outlives the process.</summary>
    public string Staging => Path.Combine(DataDirectory, "staging");

    /// <summary>The credentials of the first coordinator, written at the first start.</summary>
    public string CoordinatorCredentials => Path.Combine(DataDirectory, "coordinator.fed.json");

    /// <summary>The silo's own settings.</summary>
    public string Settings => Path.Combine(DataDirectory, "silo.json");

    /// <summary>Creates what is missing of the folders, mode 0700, and returns this.</summary>
    /// <exception cref="FederatedException">FED-1601 when the file system refuses.</exception>
    public SiloPaths CreateDirectories()
    {
        foreach (var folder in (ReadOnlySpan<string>)[DataDirectory, Blobs, Keys, Staging])
        {
            try
            {
                DurableFiles.CreatePrivateDirectory(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                    $"Got data directory '{DataDirectory}', but its folder '{folder}' cannot be created ({e.Message}); "
                    + "wanted a directory that this user may write. Choose another one or mend its permissions.", inner: e);
            }
        }

        return this;
    }
}

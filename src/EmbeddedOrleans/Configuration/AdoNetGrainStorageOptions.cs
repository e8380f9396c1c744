using Orleans.Storage;

namespace Orleans.Configuration;

/// <summary>A storage of grain state in a database.</summary>
public class AdoNetGrainStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>The database.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The ADO.NET provider: "System.Data.SQLite" (served by Microsoft.Data.Sqlite) or "Npgsql".</summary>
    public string Invariant { get; set; } = "Microsoft.Data.SqlClient";

    /// <inheritdoc/>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;

    /// <summary>Whether clearing removes the row instead of emptying it. False unless set.</summary>
    public bool DeleteStateOnClear { get; set; }
}

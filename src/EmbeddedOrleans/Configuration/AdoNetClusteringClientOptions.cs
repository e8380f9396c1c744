namespace Orleans.Configuration;

/// <summary>A cluster's membership in a database, as clients read it; the embedded host refuses it.</summary>
public class AdoNetClusteringClientOptions
{
    /// <summary>The database.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The ADO.NET provider.</summary>
    public string Invariant { get; set; } = null!;
}

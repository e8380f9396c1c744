namespace Orleans.Configuration;

/// <summary>A table of reminders in a database.</summary>
public class AdoNetReminderTableOptions
{
    /// <summary>The ADO.NET provider: "System.Data.SQLite" (served by Microsoft.Data.Sqlite) or "Npgsql".</summary>
    public string Invariant { get; set; } = null!;

    /// <summary>The database.</summary>
    public string? ConnectionString { get; set; }
}

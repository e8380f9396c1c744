using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans;

/// <summary>Reminders in the table OrleansRemindersTable, as Orleans' ADO.NET provider keeps them.</summary>
internal sealed class AdoNetReminderStore(IOptions<AdoNetReminderTableOptions> options, IOptions<ClusterOptions> cluster) : IReminderStore
{
    private readonly AdoNetDatabase _database = new(options.Value.Invariant, options.Value.ConnectionString ?? throw new OrleansConfigurationException(
        $"The reminders have no connection string: set {nameof(AdoNetReminderTableOptions)}.{nameof(AdoNetReminderTableOptions.ConnectionString)}."));

    private Dictionary<string, string> _queries = [];

    public async Task StartAsync(CancellationToken cancellationToken) => _queries = await _database.ReadQueriesAsync(cancellationToken);

    /// <summary>The range from hash 0 around to hash 0 is all of them.</summary>
    public Task<List<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken) =>
        QueryAsync("ReadRangeRows2Key", [("BeginHash", 0), ("EndHash", 0)], ReadRow, cancellationToken);

    public Task<List<ReminderRow>> ReadAsync(GrainId grain) =>
        QueryAsync("ReadReminderRowsKey", [("GrainId", grain.ToString())], ReadRow, CancellationToken.None);

    public async Task<ReminderRow> UpsertAsync(GrainId grain, string name, DateTime startAt, TimeSpan period)
    {
        var versions = await QueryAsync(
            "UpsertReminderRowKey",
            [
                ("GrainHash", unchecked((int)grain.GetUniformHashCode())),
                ("GrainId", grain.ToString()),
                ("ReminderName", name),
                ("StartTime", startAt),
                ("Period", (long)period.TotalMilliseconds),
            ],
            static row => Convert.ToString(row["Version"], CultureInfo.InvariantCulture)!,
            CancellationToken.None);
        return new(grain, name, startAt, period, versions.First());
    }

    public async Task<bool> RemoveAsync(ReminderRow row)
    {
        var removed = await QueryAsync(
            "DeleteReminderRowKey",
            [
                ("GrainId", row.Grain.ToString()),
                ("ReminderName", row.ReminderName),
                ("Version", int.Parse(row.ETag, CultureInfo.InvariantCulture)),
            ],
            static result => Convert.ToBoolean(result.GetValue(0), CultureInfo.InvariantCulture),
            CancellationToken.None);
        return removed.First();
    }

    private static ReminderRow ReadRow(DbDataReader row) => new(
        GrainId.Parse((string)row["GrainId"]),
        (string)row["ReminderName"],
        DateTime.SpecifyKind(row.GetDateTime(row.GetOrdinal("StartTime")), DateTimeKind.Utc),
        TimeSpan.FromMilliseconds(row.GetInt64(row.GetOrdinal("Period"))),
        Convert.ToString(row["Version"], CultureInfo.InvariantCulture)!);

    private Task<List<T>> QueryAsync<T>(
        string key, (string Name, object? Value)[] parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var sql = _queries.GetValueOrDefault(key) ?? throw new OrleansConfigurationException(
            $"The table OrleansQuery has no row '{key}': apply the SQL script of this database first.");
        return _database.QueryAsync(sql, [("ServiceId", cluster.Value.ServiceId), .. parameters], read, cancellationToken);
    }
}

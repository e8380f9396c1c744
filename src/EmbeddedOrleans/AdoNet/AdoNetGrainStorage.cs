using System.Data.Common;
using System.Globalization;
using System.Text;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// Grain state in the table OrleansStorage, row for row as Orleans' ADO.NET provider keeps it: keyed by the hashes of
/// state name and grain key, with a version that every write raises by one.
/// </summary>
internal sealed class AdoNetGrainStorage(string name, AdoNetGrainStorageOptions options, ClusterOptions cluster)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly AdoNetDatabase _database = new(options.Invariant, options.ConnectionString ?? throw new OrleansConfigurationException(
        $"The storage '{name}' has no connection string: set {nameof(AdoNetGrainStorageOptions)}.{nameof(AdoNetGrainStorageOptions.ConnectionString)}."));

    private Dictionary<string, string> _queries = [];

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        $"{nameof(AdoNetGrainStorage)}-{name}", ServiceLifecycleStage.ApplicationServices, InitializeAsync);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var rows = await _database.QueryAsync(Query("ReadFromStorageKey"), Key(stateName, grainId), ReadRow, CancellationToken.None);
        var (payload, version) = rows.SingleOrDefault();
        grainState.State = (payload is null ? default : options.GrainStorageSerializer.Deserialize<T>(new BinaryData(payload))) ?? EmptyState.Create<T>();
        grainState.ETag = version;
        grainState.RecordExists = payload is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var payload = options.GrainStorageSerializer.Serialize(grainState.State).ToArray();
        grainState.ETag = await ChangeAsync("WriteToStorageKey", stateName, grainId, grainState.ETag, [("PayloadBinary", payload)]);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (!grainState.RecordExists && grainState.ETag is null)
        {
            await ReadStateAsync(stateName, grainId, grainState);
            if (!grainState.RecordExists)
            {
                return;
            }
        }

        var query = options.DeleteStateOnClear ? "DeleteStorageKey" : "ClearStorageKey";
        var version = await ChangeAsync(query, stateName, grainId, grainState.ETag, []);
        grainState.ETag = options.DeleteStateOnClear ? null : version;
        grainState.RecordExists = false;
        grainState.State = EmptyState.Create<T>();
    }

    private static (byte[]? Payload, string? Version) ReadRow(DbDataReader row) => (
        row["PayloadBinary"] as byte[],
        row["Version"] is DBNull ? null : Convert.ToInt32(row["Version"], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));

    private async Task InitializeAsync(CancellationToken cancellationToken) => _queries = await _database.ReadQueriesAsync(cancellationToken);

    /// <summary>Changes the row of a version and gives its new version.</summary>
    private async Task<string> ChangeAsync(string query, string stateName, GrainId grain, string? version, (string, object?)[] more)
    {
        object? expected = version is null ? null : int.Parse(version, CultureInfo.InvariantCulture);
        var rows = await _database.QueryAsync(
            Query(query),
            [.. Key(stateName, grain), ("GrainStateVersion", expected), .. more],
            static row => Convert.ToString(row.GetValue(0), CultureInfo.InvariantCulture),
            CancellationToken.None);
        var changed = rows.SingleOrDefault();
        return string.IsNullOrEmpty(changed) || changed == version
            ? throw new InconsistentStateException(
                $"Version conflict ({query}): ServiceId={cluster.ServiceId} ProviderName={name} State={stateName} GrainId={grain} ETag={version}.", null, version)
            : changed;
    }

    private (string Name, object? Value)[] Key(string stateName, GrainId grain)
    {
        var key = AdoNetGrainKey.Of(grain);
        return
        [
            ("GrainIdHash", key.Hash),
            ("GrainIdN0", key.N0),
            ("GrainIdN1", key.N1),
            ("GrainTypeHash", unchecked((int)StableHash.ComputeHash(Encoding.UTF8.GetBytes(stateName)))),
            ("GrainTypeString", stateName),
            ("GrainIdExtensionString", key.Text),
            ("ServiceId", cluster.ServiceId),
        ];
    }

    private string Query(string key) => _queries.GetValueOrDefault(key) ?? throw new OrleansConfigurationException(
        $"The table OrleansQuery of the storage '{name}' has no row '{key}': apply the SQL script of this database first.");
}

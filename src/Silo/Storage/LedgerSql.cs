namespace Federated.Silo.Storage;

/// <summary>Every statement on the ledger's tables.</summary>
internal static class LedgerSql
{
    public const string ReadHead = "SELECT size AS Size, root AS Root FROM ledger_head WHERE id = 1";

    public const string WriteHead = "UPDATE ledger_head SET size = @Size, root = @Root WHERE id = 1";

    public const string InsertEntry = """
        INSERT INTO ledger_entries (idx, leaf_hash, bytes, unique_key, type, run, round, partner)
        VALUES (@Index, @LeafHash, @Bytes, @UniqueKey, @Type, @Run, @Round, @Partner)
        """;

    public const string InsertNode = "INSERT INTO ledger_nodes (level, idx, hash) VALUES (@Level, @Index, @Hash)";

    public const string ReadNode = "SELECT hash FROM ledger_nodes WHERE level = @level AND idx = @index";

    public const string ReadLeaf = "SELECT leaf_hash FROM ledger_entries WHERE idx = @index";

    // The first entry that names a model stays the one on record.
    public const string InsertModel = "INSERT INTO ledger_models (model, entry) VALUES (@Model, @Index) ON CONFLICT (model) DO NOTHING";

    public const string FindModel = "SELECT COUNT(*) FROM ledger_models WHERE model = @model";

    public const string InsertSecret = """
        INSERT INTO round_secrets (run, round, wrapped) VALUES (@Run, @Round, @Wrapped) ON CONFLICT (run, round) DO NOTHING
        """;

    public const string ReadSecret = "SELECT wrapped FROM round_secrets WHERE run = @Run AND round = @Round";

    public const string EraseSecret = "DELETE FROM round_secrets WHERE run = @Run AND round = @Round";

    public const string Find = "SELECT idx AS Idx, leaf_hash AS LeafHash, bytes AS Bytes FROM ledger_entries WHERE unique_key = @uniqueKey";

    public const string Page = """
        SELECT idx AS Idx, leaf_hash AS LeafHash, bytes AS Bytes FROM ledger_entries WHERE idx >= @from ORDER BY idx LIMIT @max
        """;

    public const string OfRun = "SELECT idx AS Idx, leaf_hash AS LeafHash, bytes AS Bytes FROM ledger_entries WHERE run = @run ORDER BY idx";

    public const string OfTypes = "SELECT idx AS Idx, leaf_hash AS LeafHash, bytes AS Bytes FROM ledger_entries WHERE type IN @types ORDER BY idx";

    public const string All = "SELECT idx AS Idx, leaf_hash AS LeafHash, bytes AS Bytes FROM ledger_entries ORDER BY idx";

    // An erased secret still stands in the write-ahead log until the log is folded into the database and cut.
    public const string CutLog = "PRAGMA wal_checkpoint(TRUNCATE)";
}

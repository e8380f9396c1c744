using System.Collections.Immutable;
using System.Globalization;
using Dapper;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;
using Microsoft.Data.Sqlite;

namespace Federated.Silo.Storage;

/// <summary>One append, inside a transaction that holds the database's write lock. The caller commits.</summary>
internal sealed class LedgerTransaction(SqliteConnection connection, SqliteTransaction transaction)
{
    private readonly List<MerkleNode> _created = [];

    /// <summary>Writes the batch; returns where each of its entries stands.</summary>
    /// <exception cref="FederatedException">FED-1402 when the ledger has another size, FED-1401 when it does not add up.</exception>
    public ImmutableArray<AppendedEntry> Write(LedgerBatch batch)
    {
        var (head, tree) = LedgerIntegrity.OpenTree(connection, transaction);
        if (batch.ExpectedSize is { } expected && expected != head.Size)
        {
            throw new FederatedException(ErrorCodes.LedgerBehind, string.Create(CultureInfo.InvariantCulture,
                $"Got an append for a ledger of {expected} entries, wanted one for {head.Size}, its size now. Nothing was written. Read the ledger again and repeat the check."));
        }

        var appended = batch.Items.Select(item => Stand(item) ?? Append(item, tree)).ToImmutableArray();
        if (tree.Size != head.Size)
            connection.Execute(LedgerSql.WriteHead, new { tree.Size, Root = tree.Root().ToString() }, transaction);

        // The secret belongs to the entries that came with it. Where one of them stood already, so does its own secret,
        // or it was erased when the round closed and must not come back.
        if (batch.Secret is { } secret && !appended.Any(entry => entry.Existed))
            connection.Execute(LedgerSql.InsertSecret, new { Run = secret.Round.Run.ToString(), Round = secret.Round.Number, secret.Wrapped }, transaction);
        if (batch.Erase is { } erase)
            connection.Execute(LedgerSql.EraseSecret, RoundKey(erase), transaction);
        return appended;
    }

    /// <summary>The key of a round in <c>round_secrets</c>.</summary>
    public static object RoundKey(RoundId round) => new { Run = round.Run.ToString(), Round = round.Number };

    private AppendedEntry? Stand(LedgerBatch.Item item)
    {
        if (item.Entry.UniqueKey is not { } uniqueKey
            || connection.QuerySingleOrDefault<EntryRow>(LedgerSql.Find, new { uniqueKey }, transaction) is not { } row)
            return null;
        var stored = row.Checked();
        return new AppendedEntry(stored.Index, stored.LeafHash, stored.Decode(), Existed: true);
    }

    private AppendedEntry Append(LedgerBatch.Item item, MerkleAppender tree)
    {
        var index = tree.Size;
        connection.Execute(LedgerSql.InsertEntry, new
        {
            Index = index,
            LeafHash = item.LeafHash.ToString(),
            item.Bytes,
            item.Entry.UniqueKey,
            item.Entry.Type,
            Run = item.Entry.RunOrNull?.ToString(),
            Round = item.Entry.RoundOrNull,
            Partner = item.Entry.PartnerOrNull?.ToString(),
        }, transaction);

        _created.Clear();
        tree.Append(item.LeafHash, _created);
        foreach (var node in _created.Where(node => node.Level > 0))
            connection.Execute(LedgerSql.InsertNode, new { node.Level, node.Index, Hash = node.Hash.ToString() }, transaction);
        if (item.Model is { } model)
            connection.Execute(LedgerSql.InsertModel, new { Model = model.ToString(), Index = index }, transaction);
        return new AppendedEntry(index, item.LeafHash, item.Entry, Existed: false);
    }
}

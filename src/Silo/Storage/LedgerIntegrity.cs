using System.Globalization;
using Dapper;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Grains.Ports;
using Microsoft.Data.Sqlite;

namespace Federated.Silo.Storage;

/// <summary>
/// Checks that the stored ledger adds up, and refuses it otherwise with both values. Who can write the database can also
/// write all three parts alike; against that stand the signed checkpoints that partners keep.
/// </summary>
internal static class LedgerIntegrity
{
    public const string WhatToDo =
        "Nothing was written. Stop the silo, keep the data directory for the inquiry and restore it from its backup.";

    /// <summary>The head, once the right edge of the stored nodes is known to give its root; O(log n).</summary>
    /// <exception cref="FederatedException">FED-1401.</exception>
    public static (LedgerHead Head, MerkleAppender Tree) OpenTree(SqliteConnection connection, SqliteTransaction transaction)
    {
        var head = (connection.QuerySingleOrDefault<HeadRow>(LedgerSql.ReadHead, transaction: transaction)
            ?? throw new FederatedException(ErrorCodes.LedgerCorrupt, $"Got a ledger without a head, wanted one row in ledger_head. {WhatToDo}")).ToHead();
        var tree = new MerkleAppender(head.Size, new SqliteNodeReader(connection, transaction));
        Compare("the stored Merkle nodes", tree.Root(), head.Root);
        return (head, tree);
    }

    /// <summary>Reads every entry once and rebuilds the tree from the bytes; about a second for a million entries.</summary>
    /// <exception cref="FederatedException">FED-1401.</exception>
    public static LedgerHead CheckAll(SqliteConnection connection, SqliteTransaction transaction)
    {
        var (head, _) = OpenTree(connection, transaction);
        var rebuilt = new MerkleAppender(0, new NoNodes());
        var created = new List<MerkleNode>();
        foreach (var row in connection.Query<EntryRow>(LedgerSql.All, transaction: transaction, buffered: false))
        {
            if (row.Idx != rebuilt.Size)
            {
                throw new FederatedException(ErrorCodes.LedgerCorrupt, string.Create(CultureInfo.InvariantCulture,
                    $"Got entry {row.Idx} after {rebuilt.Size} entries, wanted entry {rebuilt.Size}: one is missing. {WhatToDo}"));
            }

            created.Clear();
            rebuilt.Append(row.Checked().LeafHash, created);
        }

        if (rebuilt.Size != head.Size)
        {
            throw new FederatedException(ErrorCodes.LedgerCorrupt, string.Create(CultureInfo.InvariantCulture,
                $"Got {rebuilt.Size} ledger entries, wanted {head.Size}, which the head names. {WhatToDo}"));
        }

        Compare("the entries' bytes", rebuilt.Root(), head.Root);
        return head;
    }

    private static void Compare(string source, ContentHash got, ContentHash wanted)
    {
        if (got != wanted)
            throw new FederatedException(ErrorCodes.LedgerCorrupt, $"Got Merkle root {got} from {source}, wanted {wanted}, which the head names. {WhatToDo}");
    }

    // A tree that starts empty has no edge to read.
    private sealed class NoNodes : IMerkleNodeReader
    {
        public ContentHash Read(int level, long index) => throw new InvalidOperationException("An empty tree has no nodes.");
    }
}

using System.Globalization;
using Dapper;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Microsoft.Data.Sqlite;

namespace Federated.Silo.Storage;

/// <summary>Reads the stored Merkle nodes inside one transaction.</summary>
internal sealed class SqliteNodeReader(SqliteConnection connection, SqliteTransaction transaction) : IMerkleNodeReader
{
    /// <inheritdoc/>
    public ContentHash Read(int level, long index)
    {
        var hash = connection.QuerySingleOrDefault<string>(
            level == 0 ? LedgerSql.ReadLeaf : LedgerSql.ReadNode, new { level, index }, transaction);
        return ContentHash.TryParse(hash, out var node)
            ? node
            : throw new FederatedException(ErrorCodes.LedgerCorrupt, string.Create(CultureInfo.InvariantCulture,
                $"Got {(hash is null ? "no hash" : $"'{hash}'")} for the Merkle node at level {level}, index {index}, wanted 64 hex digits. {LedgerIntegrity.WhatToDo}"));
    }
}

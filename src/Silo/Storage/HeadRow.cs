using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Grains.Ports;

namespace Federated.Silo.Storage;

/// <summary>The row of <c>ledger_head</c> as it is read.</summary>
internal sealed record HeadRow(long Size, string Root)
{
    public LedgerHead ToHead() => ContentHash.TryParse(Root, out var root)
        ? new LedgerHead(Size, root)
        : throw new FederatedException(ErrorCodes.LedgerCorrupt,
            $"Got '{Root}' as the root in the ledger's head, wanted 64 hex digits. {LedgerIntegrity.WhatToDo}");
}

using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Ports;

namespace Federated.Silo.Api;

/// <summary>Writes the whole ledger as an export.</summary>
internal static class LedgerExport
{
    private const int PageSize = 500;

    /// <summary>Writes keys, entries and the checkpoint that covers them.</summary>
    /// <exception cref="FederatedException">FED-1401 when entries are missing.</exception>
    public static async Task Write(Stream destination, IGrainFactory grains, IFederationKeys keys, CancellationToken cancellationToken)
    {
        // The checkpoint is taken first, and exactly the entries that it covers follow: the ledger may grow meanwhile.
        var ledger = grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger);
        var signed = await ledger.Checkpoint();
        var size = Checkpoint.Parse(SignedNote.Parse(signed).Text).Size;
        await using var text = new StreamWriter(destination, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        var writer = new LedgerExportWriter(text);
        await writer.BeginAsync(keys.PublicKeys);
        while (writer.Entries < size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await ledger.Page(writer.Entries, (int)Math.Min(PageSize, size - writer.Entries));
            if (page.Entries.IsEmpty)
                throw new FederatedException(ErrorCodes.LedgerCorrupt, $"Got {writer.Entries} entries, wanted the {size} of the checkpoint. Restore the database from a backup.");
            foreach (var entry in page.Entries)
                await writer.WriteAsync(entry);
        }

        await writer.CompleteAsync(signed);
    }
}

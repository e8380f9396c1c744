using System.Collections.Immutable;
using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Ports;
using Federated.Protocol;
using Federated.Protocol.Ledger;
using Federated.Silo.Api.Access;
using Federated.Silo.Security;

namespace Federated.Silo.Api.Endpoints;

/// <summary>The ledger is open to everybody who belongs to the federation.</summary>
internal static class LedgerEndpoints
{
    private const int LongestPage = 10_000;
    private const int PageSize = 500;
    private static readonly Role[] Everybody = [Role.Partner, Role.Coordinator, Role.Officer, Role.Viewer];

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.LedgerEntries, Page).Allow(Listeners.Both, Everybody);
        routes.MapGet(Routes.LedgerCheckpoint, SignedCheckpoint).Allow(Listeners.Both, Everybody);
        routes.MapGet(Routes.LedgerExport, Export).Allow(Listeners.Both, Everybody);
    }

    private static async Task<LedgerPageView> Page(IGrainFactory grains, long from = 0, int max = 100)
    {
        if (from < 0 || max < 1)
            throw new FederatedException(ErrorCodes.RequestInvalid, $"Got from={from} and max={max}, wanted from 0 and max 1 to {LongestPage}.");
        var (size, wanted) = (0L, Math.Min(max, LongestPage));
        var entries = ImmutableArray.CreateBuilder<LedgerEntryView>();
        while (true)
        {
            // In pieces, so that no grain call carries much.
            var page = await Ledger(grains).Page(from + entries.Count, Math.Min(wanted - entries.Count, PageSize));
            size = page.Size;
            foreach (var entry in page.Entries)
                entries.Add(new(from + entries.Count, Encoding.UTF8.GetString(entry)));
            if (page.Entries.IsEmpty || entries.Count >= wanted || from + entries.Count >= size)
                break;
        }

        var next = from + entries.Count;
        return new(size, entries.ToImmutable(), next < size && entries.Count > 0 ? next : null);
    }

    private static async Task<IResult> SignedCheckpoint(IGrainFactory grains) => TypedResults.Text(await Ledger(grains).Checkpoint());

    // The checkpoint is taken first, and exactly the entries that it covers follow: the ledger may grow meanwhile.
    private static async Task Export(HttpContext context, IGrainFactory grains, IFederationKeys keys)
    {
        var ledger = Ledger(grains);
        var signed = await ledger.Checkpoint();
        var size = Checkpoint.Parse(SignedNote.Parse(signed).Text).Size;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"ledger.fedledger\"";
        await using var text = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        var writer = new LedgerExportWriter(text);
        await writer.BeginAsync(keys.PublicKeys);
        while (writer.Entries < size)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            var page = await ledger.Page(writer.Entries, (int)Math.Min(PageSize, size - writer.Entries));
            if (page.Entries.IsEmpty)
                throw new FederatedException(ErrorCodes.LedgerCorrupt, $"Got {writer.Entries} entries, wanted the {size} of the checkpoint. Restore the database from a backup.");
            foreach (var entry in page.Entries)
                await writer.WriteAsync(entry);
        }

        await writer.CompleteAsync(signed);
    }

    private static ILedgerGrain Ledger(IGrainFactory grains) => grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger);
}

using System.Collections.Immutable;
using System.Text;
using Federated.Domain.Errors;
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

    private static async Task Export(HttpContext context, IGrainFactory grains, IFederationKeys keys)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"ledger.fedledger\"";
        await LedgerExport.Write(context.Response.Body, grains, keys, context.RequestAborted);
    }

    private static ILedgerGrain Ledger(IGrainFactory grains) => grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger);
}

using Federated.Domain.Agreements;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Federation;
using Federated.Grains.Abstractions.Partner;
using Federated.Protocol;
using Federated.Protocol.Runs;
using Federated.Silo.Api.Access;
using Federated.Silo.Api.Mapping;
using Federated.Silo.Security;

namespace Federated.Silo.Api.Endpoints;

/// <summary>The partners of the federation.</summary>
internal static class PartnerEndpoints
{
    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Routes.Partners, List).Allow(Listeners.Console, Role.Coordinator, Role.Officer, Role.Viewer);

    private static async Task<PartnerView[]> List(HttpContext context, IGrainFactory grains, ContributionBook contributions)
    {
        var partners = await grains.GetGrain<IFederationGrain>(GrainKeys.Federation).Partners();
        var rows = await contributions.Read(context.RequestAborted);
        return await Task.WhenAll(partners.Select(async entry =>
        {
            var name = PartnerName.Parse(entry.Partner);
            var status = await grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(name)).Status();
            return status.ToView(name, rows.GetValueOrDefault(name) ?? ContributionBook.Nothing(name));
        }));
    }
}

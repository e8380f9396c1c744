using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Privacy;
using Federated.Grains.Abstractions.Federation;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Runs;
using Federated.Protocol;
using Federated.Silo.Api.Access;
using Federated.Silo.Api.Mapping;
using Federated.Silo.Security;

namespace Federated.Silo.Api.Endpoints;

/// <summary>The partners of the federation.</summary>
internal static class PartnerEndpoints
{
    private const double MostEpsilon = 1000;

    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Partners, List).Allow(Listeners.Console, Role.Coordinator, Role.Officer, Role.Viewer);
        routes.MapPut(Routes.BudgetTemplate, Agree).Allow(Listeners.Console, Role.Coordinator);
        routes.MapPut(Routes.StandingTemplate, Stand).Allow(Listeners.Console, Role.Coordinator, Role.Officer);
    }

    /// <summary>Puts an agreed budget in the ledger; from then on a launch that does not fit is refused.</summary>
    private static async Task<IResult> Agree(string partner, BudgetRequest request, IGrainFactory grains, TimeProvider time)
    {
        var name = PartnerName.Parse(partner);
        if (!double.IsFinite(request.Epsilon) || request.Epsilon is < 0 or > MostEpsilon || !double.IsFinite(request.Delta) || request.Delta is < 1e-12 or > 0.1)
        {
            throw new FederatedException(ErrorCodes.RequestInvalid,
                FormattableString.Invariant($"Got epsilon {request.Epsilon} at delta {request.Delta}, wanted epsilon 0 to {MostEpsilon} at delta 1e-12 to 0.1."));
        }

        var status = await grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(name)).Status();
        if (status.EnrolledAt is null)
            throw new FederatedException(ErrorCodes.PartnerUnknown, $"'{name}' is not enrolled. 'fed partner list' shows who is.");
        // Rounded down: the ledger never allows more than was said.
        var agreed = new BudgetAgreed(
            time.GetUtcNow(), name, request.Unit == PrivacyUnit.Record ? BudgetAgreed.Record : BudgetAgreed.WholePartner,
            (long)(request.Epsilon * 1e6), Math.Max(1, (long)Math.Round(request.Delta * 1e12)));
        var reply = await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).Append([LedgerCodec.Encode(agreed)]);
        reply.Failure.Throw();
        // Runs that are open to new partners look again whom the budget lets in.
        await grains.GetGrain<IFederationGrain>(GrainKeys.Federation).PartnerChanged(new(name.ToString(), status.EnrolledAt, status.Suspended));
        return Results.NoContent();
    }

    private static async Task<IResult> Stand(string partner, StandingRequest request, IGrainFactory grains)
    {
        var reply = await grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(PartnerName.Parse(partner))).Suspend(request.Suspended);
        reply.Failure.Throw();
        return Results.NoContent();
    }

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

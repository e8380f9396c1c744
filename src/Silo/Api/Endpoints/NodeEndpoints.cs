using System.Text.RegularExpressions;
using Federated.Domain.Errors;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Ports;
using Federated.Protocol;
using Federated.Protocol.Work;
using Federated.Silo.Api.Access;
using Federated.Silo.Api.Mapping;
using Federated.Silo.Security;

namespace Federated.Silo.Api.Endpoints;

/// <summary>What a partner's node asks and says, apart from the update itself.</summary>
internal static partial class NodeEndpoints
{
    private const int MostHeld = 1000;
    private const int LongestReason = 500;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Routes.Work, Work).Produces<WorkResponse>().Produces(StatusCodes.Status200OK, contentType: WorkFrames.MediaType).Allow(Listeners.Node, Role.Partner);
        routes.MapGet(Routes.Self, Self).Allow(Listeners.Node, Role.Partner);
        routes.MapPost(Routes.DeclineTemplate, Decline).Allow(Listeners.Node, Role.Partner);
    }

    private static async Task Work(WorkRequest request, HttpContext context, WorkDesk desk)
    {
        if (request.Held.Length > MostHeld)
            throw new FederatedException(ErrorCodes.RequestInvalid, $"Got {request.Held.Length} held updates, wanted at most {MostHeld}. Drop those of rounds that are closed.");
        var work = await desk.Next(Caller.PartnerOf(context), request, context);
        if (WorkAnswer.WantsFrames(context.Request))
            await WorkAnswer.WriteFrames(context, work);
        else
            await context.Response.WriteAsJsonAsync(work, ProtocolJson.Options, context.RequestAborted);
    }

    private static async Task<SelfResponse> Self(HttpContext context, IFederationKeys keys, ContributionBook contributions)
    {
        var partner = Caller.PartnerOf(context);
        return new(partner, keys.Federation, (await contributions.Read(partner, context.RequestAborted)).ToRow());
    }

    private static async Task<IResult> Decline(string run, int round, DeclineRequest request, HttpContext context, IGrainFactory grains)
    {
        if (!Code().IsMatch(request.Code))
            throw new FederatedException(ErrorCodes.RequestInvalid, "Got a reason without a code, wanted one such as 'FED-1502'.");
        var reason = request.Reason.Length <= LongestReason ? request.Reason : request.Reason[..LongestReason];
        var reply = await grains.GetGrain<IRoundGrain>(GrainKeys.Round(RoundAddress.Parse(run, round)))
            .Decline(new(Caller.PartnerOf(context).ToString(), request.Code, reason));
        reply.Failure.Throw();
        return TypedResults.NoContent();
    }

    [GeneratedRegex("^FED-[0-9]{4}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();
}

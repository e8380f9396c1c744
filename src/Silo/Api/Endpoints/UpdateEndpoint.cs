using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Federated.Protocol;
using Federated.Protocol.Work;
using Federated.Silo.Api.Access;
using Federated.Silo.Intake;
using Federated.Silo.Security;
using Microsoft.AspNetCore.Http.Features;

namespace Federated.Silo.Api.Endpoints;

/// <summary>
/// Takes in one update and answers with its receipt, flushed before anything else; with <c>Prefer: wait=N</c> the next work
/// follows as a second line, with models as raw bytes (<see cref="WorkFrames"/>) for who accepts that.
/// </summary>
internal static partial class UpdateEndpoint
{
    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut(Routes.UpdateTemplate, Put)
            .Accepts<IFormFile>("*/*")
            .Produces<UploadResponse>(contentType: ProtocolJson.Lines)
            .Allow(Listeners.Node, Role.Partner);
        routes.MapMethods(Routes.UpdateTemplate, [HttpMethods.Head], Probe).Allow(Listeners.Node, Role.Partner);
    }

    // How much of the announced update is here: the sender's next PUT begins there, with the same header.
    private static async Task Probe(string run, int round, HttpContext context, ResumableUploads uploads)
    {
        var offset = UploadHeaders.ContentDigest(context.Request.Headers) is { } hash
            ? await uploads.Offset(Caller.PartnerOf(context), RoundAddress.Parse(run, round), hash, context.RequestAborted)
            : 0;
        context.Response.Headers[UploadResponse.OffsetHeader] = offset.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task Put(string run, int round, HttpContext context, IntakeService intake, WorkDesk desk, ILogger<WorkDesk> logger)
    {
        // The stage refuses the first byte too many, whatever was announced.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        var (partner, id) = (Caller.PartnerOf(context), RoundAddress.Parse(run, round));
        var body = new UpdateBody(context.Request.BodyReader, context.Request.ContentLength, UploadHeaders.ContentDigest(context.Request.Headers), UploadHeaders.Offset(context.Request.Headers));
        var outcome = await intake.Accept(partner, id, body, context.RequestAborted);

        var wait = UploadHeaders.PreferredWait(context.Request.Headers);
        var framed = wait is not null && WorkAnswer.WantsFrames(context.Request);
        context.Response.ContentType = framed ? WorkFrames.MediaType : ProtocolJson.Lines;
        if (wait is not null)
            context.Response.Headers["Preference-Applied"] = $"wait={wait}";
        await WriteLine(context, new UploadResponse(outcome.Receipt, outcome.Duplicate));
        if (wait is null)
            return;
        try
        {
            var work = await desk.Next(partner, new(wait.Value, [new(id.Run, id.Number)]), context);
            await (framed ? WorkAnswer.WriteFrames(context, work) : WriteLine(context, work));
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The receipt is out; without the second line the node simply asks for work.
            LogNoWork(logger, partner.ToString(), e);
        }
    }

    private static async Task WriteLine<T>(HttpContext context, T value)
    {
        // Straight into the connection's buffers: an inlined model would make large arrays of every answer.
        var body = context.Response.BodyWriter;
        await JsonSerializer.SerializeAsync(body, value, ProtocolJson.Options, context.RequestAborted);
        body.Write("\n"u8);
        await body.FlushAsync(context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The next work of {Partner} could not follow its receipt")]
    private static partial void LogNoWork(ILogger logger, string partner, Exception exception);
}

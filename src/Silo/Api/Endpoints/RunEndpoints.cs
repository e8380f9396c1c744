using System.Security.Cryptography;
using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Federation;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Abstractions.Run;
using Federated.Protocol;
using Federated.Protocol.Runs;
using Federated.Silo.Api.Access;
using Federated.Silo.Api.Mapping;
using Federated.Silo.Security;

namespace Federated.Silo.Api.Endpoints;

/// <summary>Launching, watching and stopping runs.</summary>
internal static class RunEndpoints
{
    /// <summary>A client that repeats a launch with the same key launches once.</summary>
    private const string OperationHeader = "Idempotency-Key";

    private const int LongestOperation = 100;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Routes.Runs, Launch).Accepts<LaunchRequest>("application/json").Allow(Listeners.Console, Role.Coordinator);
        routes.MapGet(Routes.Runs, List).Allow(Listeners.Console, Role.Coordinator, Role.Officer, Role.Viewer);
        routes.MapGet(Routes.RunTemplate, Status).Allow(Listeners.Console, Role.Coordinator, Role.Officer, Role.Viewer);
        routes.MapPost(Routes.StopTemplate, Stop).Allow(Listeners.Console, Role.Coordinator);
        routes.MapPost(Routes.NoiseTemplate, Tune).Allow(Listeners.Console, Role.Coordinator);
    }

    /// <summary>Throws when there is no such run.</summary>
    /// <exception cref="FederatedException">FED-1301.</exception>
    public static void ThrowIfUnknown(RunId run, RunStatusMessage status)
    {
        if (status.Plan.Length == 0)
            throw new FederatedException(ErrorCodes.RunUnknown, $"Got run '{run}', wanted one that was launched. 'fed run list' shows the runs.");
    }

    // The plan is read by the plan's own reader, which is strict: a mistyped member must not pass for an absent one.
    private static async Task<LaunchResponse> Launch(HttpContext context, IGrainFactory grains)
    {
        var (plan, run) = await ReadLaunch(context);
        var operation = context.Request.Headers[OperationHeader].ToString();
        if (operation.Length > LongestOperation)
            throw new FederatedException(ErrorCodes.RequestInvalid, $"Got an {OperationHeader} of {operation.Length} characters, wanted at most {LongestOperation}.");
        if (operation.Length == 0)
            operation = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var reply = await grains.GetGrain<IFederationGrain>(GrainKeys.Federation).Launch(new(plan, run?.ToString(), operation));
        reply.Failure.Throw();
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = Routes.Run(RunId.Parse(reply.Run));
        return reply.ToResponse();
    }

    private static async Task<(string Plan, RunId? Run)> ReadLaunch(HttpContext context)
    {
        JsonDocument body;
        try
        {
            body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException e)
        {
            throw new FederatedException(ErrorCodes.RequestInvalid, $"Got a body that is not JSON, wanted an object with 'plan'. {e.Message}", inner: e);
        }

        using (body)
        {
            if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("plan", out var plan))
                throw new FederatedException(ErrorCodes.RequestInvalid, "Got a body without 'plan', wanted an object with 'plan' and, if you like, 'run'.");
            var run = body.RootElement.TryGetProperty("run", out var id) ? id : default;
            if (run.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String))
                throw new FederatedException(ErrorCodes.RequestInvalid, "Got a 'run' that is not text, wanted a run id or nothing.");
            var parsed = RunPlanFile.Parse(plan.GetRawText());
            return (JsonSerializer.Serialize(parsed, RunPlanFile.JsonOptions), run.ValueKind == JsonValueKind.String ? RunId.Parse(run.GetString()) : null);
        }
    }

    private static async Task<RunSummary[]> List(IGrainFactory grains)
    {
        var runs = await grains.GetGrain<IFederationGrain>(GrainKeys.Federation).Runs();
        var statuses = await Task.WhenAll(runs.Select(r => grains.GetGrain<IRunGrain>(GrainKeys.Run(RunId.Parse(r.Run))).Status()));
        return [.. statuses.Where(s => s.Plan.Length > 0).Select(s => s.ToSummary())];
    }

    private static async Task<RunView> Status(string run, HttpContext context, IGrainFactory grains, TimeProvider time, long after = -1, int wait = 0)
    {
        var id = RunId.Parse(run);
        var grain = grains.GetGrain<IRunGrain>(GrainKeys.Run(id));
        var status = await Watch(grain, after, Math.Clamp(wait, 0, Clock.LongestWait), context) ?? await grain.Status();
        return await View(id, status, grains, time);
    }

    /// <summary>A run with its current round.</summary>
    /// <exception cref="FederatedException">FED-1301 when there is no such run.</exception>
    internal static async Task<RunView> View(RunId id, RunStatusMessage status, IGrainFactory grains, TimeProvider time)
    {
        ThrowIfUnknown(id, status);
        var round = status.Round >= 1
            ? await grains.GetGrain<IRoundGrain>(GrainKeys.Round(new(id, status.Round))).Status()
            : new(Exists: false, string.Empty, default, []);
        return status.ToView(round, time.GetUtcNow());
    }

    private static async Task<RunStatusMessage?> Watch(IRunGrain grain, long after, int seconds, HttpContext context)
    {
        RunStatusMessage? status = null;
        for (var left = seconds; left > 0 && (status is null || (status.Version <= after && status.Plan.Length > 0)); left -= WorkDesk.Slice)
        {
            status = await LongPoll.Wait(grain.Watch(after, Math.Min(left, WorkDesk.Slice)), context);
            if (status is null)
                break;
        }

        return status;
    }

    private static async Task<TuneResponse> Tune(string run, TuneRequest request, IGrainFactory grains)
    {
        var reply = await grains.GetGrain<IRunGrain>(GrainKeys.Run(RunId.Parse(run))).Tune(request.NoiseMultiplier);
        reply.Failure.Throw();
        return new(reply.FromRound);
    }

    private static async Task<IResult> Stop(string run, IGrainFactory grains)
    {
        (await grains.GetGrain<IRunGrain>(GrainKeys.Run(RunId.Parse(run))).Stop()).Failure.Throw();
        return TypedResults.NoContent();
    }
}

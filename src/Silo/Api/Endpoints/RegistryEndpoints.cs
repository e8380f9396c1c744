using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Registry;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Models;
using Federated.Protocol;
using Federated.Protocol.Registry;
using Federated.Silo.Api.Access;
using Federated.Silo.Api.Mapping;
using Federated.Silo.Security;
using Federated.Silo.Storage;

namespace Federated.Silo.Api.Endpoints;

/// <summary>
/// The registry of models. Reading folds the ledger; writing appends to it, through the ledger grain, which checks the entry
/// against the registry at the very size that it appends at.
/// </summary>
internal static class RegistryEndpoints
{
    private static readonly Role[] Readers = [Role.Coordinator, Role.Officer, Role.Viewer];

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Registry, List).Allow(Listeners.Console, Readers);
        routes.MapGet(Routes.RegisteredModelTemplate, Show).Allow(Listeners.Console, Readers);
        routes.MapPost(Routes.Imports, ModelImport.Post).Accepts<IFormFile>(ProtocolJson.Safetensors).Allow(Listeners.Console, Role.Coordinator);
        routes.MapPost(Routes.EvaluationsTemplate, Evaluate).Allow(Listeners.Console, Role.Coordinator);
        routes.MapPut(Routes.TagTemplate, Tag).Allow(Listeners.Console, Role.Coordinator);
        routes.MapPost(Routes.TagRemovalTemplate, Untag).Allow(Listeners.Console, Role.Coordinator);
        routes.MapPut(Routes.GateTemplate, Agree).Allow(Listeners.Console, Role.Coordinator);
        routes.MapPost(Routes.GateRemovalTemplate, Withdraw).Allow(Listeners.Console, Role.Coordinator);
        routes.MapPost(Routes.RollbackTemplate, Rollback).Allow(Listeners.Console, Role.Coordinator);
        routes.MapPost(Routes.Collect, Collect).Allow(Listeners.Console, Role.Coordinator);
    }

    private static async Task<RegistryView> List(HttpContext context, ModelBook models, string? track = null, bool all = false) =>
        (await models.Read(context.RequestAborted)).Registry.ToView(track, all);

    private static async Task<ModelDetail> Show(string reference, HttpContext context, ModelBook models, string? track = null)
    {
        var registry = (await models.Read(context.RequestAborted)).Registry;
        return registry.ToDetail(ModelReference.Resolve(registry, reference, track), track);
    }

    private static Task<IResult> Evaluate(string hash, EvaluationRequest request, HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        if (!ContentHash.TryParse(hash, out var model))
            throw Invalid($"Got model '{hash}', wanted its whole hash, 64 hex digits.");
        if (request.Metrics.IsEmpty || request.Metrics.FirstOrDefault(m => !FixedPoint.Fits(m.Value)).Key is not null)
            throw Invalid($"Got no metric or one out of range, wanted at least one, finite and at most {FixedPoint.Largest} in magnitude.");
        var metrics = request.Metrics.ToImmutableSortedDictionary(m => m.Key, m => FixedPoint.Micro(m.Value), StringComparer.Ordinal);
        return Register(grains, new ModelEvaluated(time.GetUtcNow(), model, request.Dataset, request.Data, request.Examples, metrics, By(context)));
    }

    private static Task<IResult> Tag(string track, string tag, TagRequest request, HttpContext context, IGrainFactory grains, TimeProvider time) =>
        Register(grains, new ModelTagged(time.GetUtcNow(), track, tag, request.Model, By(context), request.Reason));

    private static async Task<IResult> Untag(
        string track, string tag, ReasonRequest request, HttpContext context, IGrainFactory grains, ModelBook models, TimeProvider time)
    {
        var registry = (await models.Read(context.RequestAborted)).Registry;
        if (!registry.Track(track).Tags.TryGetValue(tag, out var model))
            throw new FederatedException(ErrorCodes.TrackUnknown, $"Got tag '{tag}' of track '{track}' to take away, wanted one that stands. 'fed model list' shows them.");
        return await Register(grains, new ModelUntagged(time.GetUtcNow(), track, tag, model, By(context), request.Reason));
    }

    private static Task<IResult> Agree(
        string track, string metric, string bound, GateRequest request, HttpContext context, IGrainFactory grains, TimeProvider time) => FixedPoint.Fits(request.Value)
        ? Register(grains, new GateAgreed(time.GetUtcNow(), track, new(metric, bound, FixedPoint.Micro(request.Value), request.Data), By(context), request.Reason))
        : throw Invalid($"Got a gate's value {request.Value}, wanted a finite one of at most {FixedPoint.Largest} in magnitude.");

    private static Task<IResult> Withdraw(
        string track, string metric, string bound, ReasonRequest request, HttpContext context, IGrainFactory grains, TimeProvider time) =>
        Register(grains, new GateWithdrawn(time.GetUtcNow(), track, metric, bound, By(context), request.Reason));

    private static async Task<RollbackResponse> Rollback(
        string track, ReasonRequest request, HttpContext context, IGrainFactory grains, ModelBook models, TimeProvider time)
    {
        var standing = (await models.Read(context.RequestAborted)).Registry.Track(track);
        if (standing.Released is not { } from)
            throw new FederatedException(ErrorCodes.TrackUnknown, $"Got track '{track}' to roll back, wanted one with a released model. 'fed model list' shows them.");
        if (standing.Earlier.IsEmpty)
        {
            throw new FederatedException(ErrorCodes.TagRefused, $"Got track '{track}' to roll back from {from}, wanted one with an earlier release; there is none. "
                + $"'fed model untag released --track {track}' withdraws this one.");
        }

        var entry = new ReleaseRolledBack(time.GetUtcNow(), track, from, standing.Earlier[^1], By(context), request.Reason);
        await Register(grains, entry);
        return new(entry.From, entry.To);
    }

    private static async Task<CollectResponse> Collect(CollectRequest request, HttpContext context, BlobCollector collector)
    {
        var (removed, kept) = await collector.Collect(request.DryRun, context.RequestAborted);
        return new(request.DryRun, [.. removed.Select(b => new BlobView(b.Hash, b.Bytes, b.WrittenAt))], removed.Sum(b => b.Bytes), kept.Length, kept.Sum(b => b.Bytes));
    }

    internal static async Task<IResult> Register(IGrainFactory grains, LedgerEntry entry)
    {
        var reply = await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).Register(Encode(entry));
        reply.Failure.Throw();
        return Results.NoContent();
    }

    // What a client sent and the ledger cannot hold is the client's mistake, not a damaged ledger.
    private static byte[] Encode(LedgerEntry entry)
    {
        try
        {
            return LedgerCodec.Encode(entry);
        }
        catch (FederatedException e) when (e.Code == ErrorCodes.LedgerCorrupt)
        {
            throw Invalid(e.Message, e);
        }
    }

    internal static string By(HttpContext context) => Caller.Of(context).Name;

    private static FederatedException Invalid(string message, Exception? inner = null) => new(ErrorCodes.RequestInvalid, message, inner: inner);
}

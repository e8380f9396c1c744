using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Codecs;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Models;
using Federated.Grains.Abstractions.Run;
using Federated.Grains.Ports;
using Federated.Protocol;
using Federated.Protocol.Runs;
using Federated.Protocol.Work;
using Federated.Silo.Api.Access;
using Federated.Silo.Api.Mapping;
using Federated.Silo.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Federated.Silo.Api.Endpoints;

/// <summary>Committed models, and no others: the blob store also holds moments and partial sums, which never leave.</summary>
internal static class ModelEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Routes.ModelTemplate, [HttpMethods.Get, HttpMethods.Head], Model)
            .Allow(Listeners.Both, Role.Partner, Role.Coordinator, Role.Officer);
        routes.MapGet(Routes.RunModelsTemplate, Versions).Allow(Listeners.Console, Role.Coordinator, Role.Officer, Role.Viewer);
    }

    private static async Task<IResult> Model(
        string hash, HttpContext context, IGrainFactory grains, IBlobStore blobs, CodedModels coding, string? codec = null, [FromQuery(Name = "base")] string? baseHash = null)
    {
        var (model, stream) = await Open(hash, grains, blobs);
        // Private: a cache that others share must not hand it to who has no certificate.
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        if (codec is not null && Codec(codec) is { } wanted && await coding.Get(model, wanted, await Base(baseHash, grains)) is var (bytes, decoded))
        {
            await stream.DisposeAsync();
            context.Response.Headers[CodedModel.DecodedHeader] = decoded.ToString();
            return Results.Bytes(bytes, CodedModel.MediaType, enableRangeProcessing: true, entityTag: new EntityTagHeaderValue($"\"{model}.{wanted.Name}.{ContentHash.Of(bytes)}\""));
        }

        return Results.Stream(stream, ProtocolJson.Safetensors, entityTag: new EntityTagHeaderValue($"\"{model}\""), enableRangeProcessing: true);
    }

    private static ModelCodec? Codec(string name)
    {
        try
        {
            return ModelCodec.Parse(name);
        }
        catch (FederatedException e)
        {
            throw new FederatedException(ErrorCodes.RequestInvalid, e.Message, inner: e);
        }
    }

    // A base that is not, or not yet, known here: the model goes out as it is. One that is not committed never helps to describe another.
    private static async Task<ContentHash?> Base(string? hash, IGrainFactory grains) => ContentHash.TryParse(hash, out var model)
        && await grains.GetGrain<IModelRegistryGrain>(GrainKeys.ModelRegistry).IsCommitted(model.ToString()) ? model : null;

    /// <summary>Opens a committed model.</summary>
    /// <exception cref="FederatedException">FED-1306 when none has this hash; FED-1603 when its file is gone.</exception>
    internal static async Task<(ContentHash Model, Stream Bytes)> Open(string hash, IGrainFactory grains, IBlobStore blobs)
    {
        if (!ContentHash.TryParse(hash, out var model)
            || !await grains.GetGrain<IModelRegistryGrain>(GrainKeys.ModelRegistry).IsCommitted(model.ToString()))
            throw new FederatedException(ErrorCodes.ModelUnknown, $"Got model '{hash}', wanted the hash of a committed one. 'fed model list --all' shows them.");
        return (model, blobs.OpenRead(model)
            ?? throw new FederatedException(ErrorCodes.StorageCorrupt, $"The ledger names model {model}, but its file is missing. Restore the blob folder from a backup."));
    }

    private static Task<ModelVersion[]> Versions(string run, IGrainFactory grains) => VersionsOf(RunId.Parse(run), grains);

    /// <summary>The committed models of a run, from round 0.</summary>
    /// <exception cref="FederatedException">FED-1301 when there is no such run.</exception>
    internal static async Task<ModelVersion[]> VersionsOf(RunId id, IGrainFactory grains)
    {
        var versions = await grains.GetGrain<IModelRegistryGrain>(GrainKeys.ModelRegistry).Versions(id.ToString());
        if (versions.IsEmpty)
            RunEndpoints.ThrowIfUnknown(id, await grains.GetGrain<IRunGrain>(GrainKeys.Run(id)).Status());
        return [.. versions.Select(v => v.ToVersion())];
    }
}

using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Grains.Ports;
using Federated.Protocol.Registry;
using Microsoft.AspNetCore.Http.Features;

namespace Federated.Silo.Api.Endpoints;

/// <summary>
/// Brings in a model that no run of this federation made: the file is checked, stored, and named in the ledger, in that order. A file
/// that is stored and not named is garbage that <c>fed model gc</c> removes.
/// </summary>
internal static class ModelImport
{
    /// <summary>Takes a file in.</summary>
    /// <exception cref="FederatedException">FED-1505 when it is not a model of finite float32 tensors; what the registry refuses.</exception>
    public static async Task<ImportResponse> Post(string name, string source, HttpContext context, IGrainFactory grains, IBlobStore blobs, TimeProvider time)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = Array.MaxLength;
        using var body = new MemoryStream((int)(context.Request.ContentLength is { } length and <= int.MaxValue / 2 ? length : 0));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return await Store(name, source, RegistryEndpoints.By(context), body.GetBuffer().AsMemory(0, (int)body.Length), grains, blobs, time, context.RequestAborted);
    }

    /// <summary>Checks a file, stores it and names it in the ledger.</summary>
    internal static async Task<ImportResponse> Store(
        string name, string source, string by, ReadOnlyMemory<byte> file, IGrainFactory grains, IBlobStore blobs, TimeProvider time, CancellationToken cancellationToken)
    {
        var layout = Check(file.Span);
        var model = await blobs.Put(file, cancellationToken);
        await RegistryEndpoints.Register(grains, new ModelImported(time.GetUtcNow(), name, model, layout.Hash, source, by));
        return new(model, layout.Hash, layout.ParameterCount);
    }

    private static ParameterLayout Check(ReadOnlySpan<byte> file)
    {
        var header = ModelFile.ReadHeader(file);
        var layout = ParameterLayout.Create(header.Tensors.Select(tensor => new ParameterTensor(tensor.Name, [.. tensor.Shape.Select(size => checked((int)size))])));
        foreach (var value in ModelFile.Read(file, layout))
        {
            if (!float.IsFinite(value))
                throw new FederatedException(ErrorCodes.ModelMalformed, "Got a model with a value that is not finite, wanted numbers. Nothing was stored.");
        }

        return layout;
    }
}

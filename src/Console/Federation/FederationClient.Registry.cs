using System.Net.Http.Json;
using Federated.Domain.Models;
using Federated.Protocol;
using Federated.Protocol.Registry;

namespace Federated.ConsoleApp.Federation;

/// <summary>The registry of models.</summary>
public sealed partial class FederationClient
{
    /// <summary>The registry: each run's newest model and those with a tag or an evaluation, or all.</summary>
    public Task<RegistryView> RegistryAsync(string? track, bool all, CancellationToken cancellationToken) =>
        GetAsync<RegistryView>($"{Routes.Registry}?all={(all ? "true" : "false")}{Query("&", track)}", cancellationToken);

    /// <summary>One model, by hash, the beginning of one, or tag.</summary>
    public Task<ModelDetail> ModelDetailAsync(string reference, string? track, CancellationToken cancellationToken) =>
        GetAsync<ModelDetail>(Routes.RegisteredModel(reference) + Query("?", track), cancellationToken);

    /// <summary>Records what was measured of a model.</summary>
    public Task EvaluateAsync(ContentHash model, EvaluationRequest evaluation, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Post, Routes.Evaluations(model), evaluation, cancellationToken);

    /// <summary>Brings in a model.</summary>
    /// <param name="name">Its name, also its track.</param>
    /// <param name="source">Where it comes from, for people.</param>
    /// <param name="file">A safetensors file of float32 tensors.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ImportResponse> ImportAsync(string name, string source, byte[] file, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new(ProtocolJson.Safetensors);
        return await PostContentAsync<ImportResponse>($"{Routes.Imports}?name={Uri.EscapeDataString(name)}&source={Uri.EscapeDataString(source)}", content, cancellationToken);
    }

    /// <summary>Sets a tag.</summary>
    public Task TagAsync(string track, string tag, TagRequest request, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Put, Routes.Tag(track, tag), request, cancellationToken);

    /// <summary>Takes a tag away.</summary>
    public Task UntagAsync(string track, string tag, string reason, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Post, Routes.TagRemoval(track, tag), new ReasonRequest(reason), cancellationToken);

    /// <summary>Agrees on a gate.</summary>
    public Task AgreeGateAsync(string track, string metric, string bound, GateRequest gate, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Put, Routes.Gate(track, metric, bound), gate, cancellationToken);

    /// <summary>Withdraws a gate.</summary>
    public Task WithdrawGateAsync(string track, string metric, string bound, string reason, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Post, Routes.GateRemoval(track, metric, bound), new ReasonRequest(reason), cancellationToken);

    /// <summary>Returns a track to the model released before.</summary>
    public Task<RollbackResponse> RollbackAsync(string track, string reason, CancellationToken cancellationToken) =>
        PostAsync<ReasonRequest, RollbackResponse>(Routes.Rollback(track), new(reason), cancellationToken);

    /// <summary>Removes blobs that nothing needs.</summary>
    public Task<CollectResponse> CollectAsync(bool dryRun, CancellationToken cancellationToken) =>
        PostAsync<CollectRequest, CollectResponse>(Routes.Collect, new(dryRun), cancellationToken);

    private static string Query(string before, string? track) => track is null ? string.Empty : $"{before}track={Uri.EscapeDataString(track)}";

    private async Task WriteAsync<T>(HttpMethod method, string path, T body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, options: ProtocolJson.Options) };
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, Patience, cancellationToken);
    }
}

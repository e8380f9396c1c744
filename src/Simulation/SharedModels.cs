using System.Collections.Immutable;
using Federated.ClientNode.Models;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Codecs;

namespace Federated.Simulation;

/// <summary>The models used last, each fetched once for all virtual nodes.</summary>
/// <param name="open">Opens a committed model.</param>
internal sealed class SharedModels(Func<ContentHash, Task<Stream>> open) : IModelCache
{
    // The newest model, and the base that a run's parts start from.
    private const int Kept = 2;
    private readonly Lock _lock = new();
    private readonly List<(ContentHash Model, Task<byte[]> Bytes)> _held = [];

    /// <inheritdoc/>
    public async Task<byte[]> Get(ContentHash model, ImmutableArray<string> codecs, CancellationToken cancellationToken)
    {
        var bytes = await Whole(model, cancellationToken);
        return codecs is [var single] && ModelCodec.Parse(single) is { IsLossy: true } codec ? codec.Rounded(bytes) : bytes;
    }

    private Task<byte[]> Whole(ContentHash model, CancellationToken cancellationToken)
    {
        Task<byte[]> bytes;
        lock (_lock)
        {
            var known = _held.FindIndex(held => held.Model == model);
            var found = known < 0 || _held[known].Bytes is { IsFaulted: true } or { IsCanceled: true }
                ? (Model: model, Bytes: Task.Run(() => Fetch(model), CancellationToken.None))
                : _held[known];
            if (known >= 0)
                _held.RemoveAt(known);
            else if (_held.Count == Kept)
                _held.RemoveAt(0);
            _held.Add(found);
            bytes = found.Bytes;
        }

        return bytes.WaitAsync(cancellationToken);
    }

    private async Task<byte[]> Fetch(ContentHash model)
    {
        await using var stream = await open(model);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        var got = ContentHash.Of(bytes);
        return got == model ? bytes : throw new FederatedException(ErrorCodes.ModelMalformed, $"Got a model with SHA-256 {got}, wanted {model}. Nothing was trained.");
    }
}

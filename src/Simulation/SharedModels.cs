using System.Collections.Immutable;
using Federated.ClientNode.Models;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Codecs;

namespace Federated.Simulation;

/// <summary>The newest model, fetched once for all virtual nodes.</summary>
/// <param name="open">Opens a committed model.</param>
internal sealed class SharedModels(Func<ContentHash, Task<Stream>> open) : IModelCache
{
    private readonly Lock _lock = new();
    private ContentHash _model;
    private Task<byte[]>? _bytes;

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
            if (_bytes is null || _bytes.IsFaulted || _bytes.IsCanceled || _model != model)
                (_model, _bytes) = (model, Task.Run(() => Fetch(model), CancellationToken.None));
            bytes = _bytes;
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

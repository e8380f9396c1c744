using System.Collections.Concurrent;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Codecs;
using Federated.Grains.Ports;

namespace Federated.Silo.Api;

/// <summary>
/// Committed models as codecs write them. The few that were asked for last are kept, because the nodes of a round ask for the same; a model
/// too large to be coded in memory is not coded at all, and goes out as it is.
/// </summary>
internal sealed class CodedModels(IBlobStore blobs)
{
    /// <summary>The largest model file that is coded, in bytes.</summary>
    public const long LargestCoded = 256L << 20;

    private const int Kept = 4;
    private readonly ConcurrentDictionary<(ContentHash Model, string Codec, ContentHash? Base), Lazy<Task<(byte[] Coded, ContentHash Decoded)?>>> _coded = [];

    /// <summary>The coded model and the hash of what it decodes to; null when it goes out as it is.</summary>
    /// <param name="model">A committed model.</param>
    /// <param name="codec">How to code it.</param>
    /// <param name="baseModel">A committed model that the node has.</param>
    public async Task<(byte[] Coded, ContentHash Decoded)?> Get(ContentHash model, ModelCodec codec, ContentHash? baseModel)
    {
        var key = (model, codec.Name, codec.NeedsBase ? baseModel : null);
        while (_coded.Count >= Kept && !_coded.ContainsKey(key) && _coded.Keys.FirstOrDefault() is var oldest)
            _coded.TryRemove(oldest, out _);
        try
        {
            return await _coded.GetOrAdd(key, k => new(() => Task.Run(() => Code(k.Model, codec, k.Item3)))).Value;
        }
        catch
        {
            _coded.TryRemove(key, out _);
            throw;
        }
    }

    private async Task<(byte[] Coded, ContentHash Decoded)?> Code(ContentHash model, ModelCodec codec, ContentHash? baseModel)
    {
        if (await Small(model) is not { } file)
            return null;
        byte[] other = [];
        if (codec.NeedsBase)
        {
            if (baseModel is not { } hash || await Small(hash) is not { } found || found.Length != file.Length)
                return null;
            other = found;
        }

        try
        {
            var coded = codec.Encode(file, other);
            if (coded.Length >= file.Length)
                return null;
            return (coded, codec.IsLossy ? ContentHash.Of(codec.Decode(coded, other)) : model);
        }
        catch (FederatedException e) when (e.Code == ErrorCodes.ModelMalformed)
        {
            // A file from elsewhere, with tensors of other types.
            return null;
        }
    }

    private async Task<byte[]?> Small(ContentHash model)
    {
        await using (var stream = blobs.OpenRead(model))
        {
            if (stream is null || stream.Length > LargestCoded)
                return null;
        }

        return await blobs.Read(model);
    }
}

using System.Collections.Immutable;
using Federated.ClientNode.Channel;
using Federated.ClientNode.Storage;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Codecs;

namespace Federated.ClientNode.Models;

/// <summary>
/// Models by hash: a few whole files, and the beginning of one that is on its way, so that a broken download goes on
/// where it stopped. Nothing leaves here unless its SHA-256 is the one asked for.
/// </summary>
/// <param name="folder">The folder; it exists.</param>
/// <param name="channel">Where models come from.</param>
public sealed class ModelCache(string folder, IFederationChannel channel) : IModelCache
{
    /// <summary>Whole files that are kept; the oldest go first.</summary>
    public const int Kept = 3;

    /// <inheritdoc/>
    public async Task<byte[]> Get(ContentHash model, ImmutableArray<string> codecs, CancellationToken cancellationToken)
    {
        if (codecs is [var single] && ModelCodec.Parse(single) is { IsLossy: true } rounding)
            return await GetRounded(model, rounding, cancellationToken);
        var path = Path.Combine(folder, $"{model}.safetensors");
        if (File.Exists(path))
        {
            var cached = await File.ReadAllBytesAsync(path, cancellationToken);
            if (ContentHash.Of(cached) == model)
            {
                // Used last, so it goes last: the base of a run is asked for in every round.
                File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(folder));
                return cached;
            }

            AtomicFile.Delete(path);
        }

        if (await GetDelta(model, codecs, cancellationToken) is { } decoded)
        {
            AtomicFile.Write(path, decoded, flushName: false);
            Prune();
            return decoded;
        }

        var partial = path + ".part";
        var resumed = File.Exists(partial);
        var fetched = await Fetch(model, partial, cancellationToken);
        if (ContentHash.Of(fetched) != model && resumed)
        {
            // The beginning that was left from an earlier try may be the bad part.
            File.Delete(partial);
            fetched = await Fetch(model, partial, cancellationToken);
        }

        var got = ContentHash.Of(fetched);
        if (got != model)
        {
            File.Delete(partial);
            throw new FederatedException(ErrorCodes.ModelMalformed,
                $"Got {fetched.Length} bytes with SHA-256 {got}, wanted model {model}. The bytes were thrown away; tell the coordinator if it happens again.");
        }

        File.Move(partial, path, overwrite: true);
        Prune();
        return fetched;
    }

    // Fetched anew each time: a round has its own, and is trained once.
    private async Task<byte[]> GetRounded(ContentHash model, ModelCodec rounding, CancellationToken cancellationToken)
    {
        if (await channel.GetCodedModel(model, rounding.Name, null, cancellationToken) is not { } coded)
            return rounding.Rounded(await Get(model, [ModelCodec.Plain], cancellationToken));
        var file = rounding.Decode(coded.Bytes, []);
        var got = ContentHash.Of(file);
        return got == coded.Decoded
            ? file
            : throw new FederatedException(ErrorCodes.ModelMalformed, $"Got a model in {rounding.Name} that decodes to SHA-256 {got}, wanted {coded.Decoded}, which the silo announced. Nothing was trained.");
    }

    /// <summary>The model by its difference to the newest one here; null when there is none, or it does not lead to the model.</summary>
    private async Task<byte[]?> GetDelta(ContentHash model, ImmutableArray<string> codecs, CancellationToken cancellationToken)
    {
        var better = codecs.TakeWhile(name => name != ModelCodec.Plain).Select(ModelCodec.Parse).OfType<ModelCodec>().FirstOrDefault(codec => codec.NeedsBase);
        if (better is null || File.Exists(Path.Combine(folder, $"{model}.safetensors.part")) || Newest() is not var (hash, bytes))
            return null;
        if (await channel.GetCodedModel(model, better.Name, hash, cancellationToken) is not { } coded)
            return null;
        try
        {
            var file = better.Decode(coded.Bytes, bytes);
            return ContentHash.Of(file) == model ? file : null;
        }
        catch (FederatedException e) when (e.Code == ErrorCodes.ModelMalformed)
        {
            return null;
        }
    }

    private (ContentHash Hash, byte[] Bytes)? Newest()
    {
        foreach (var file in new DirectoryInfo(folder).GetFiles("*.safetensors").OrderByDescending(f => f.LastWriteTimeUtc))
        {
            var bytes = File.ReadAllBytes(file.FullName);
            if (ContentHash.TryParse(Path.GetFileNameWithoutExtension(file.Name), out var hash) && ContentHash.Of(bytes) == hash)
                return (hash, bytes);
        }

        return null;
    }

    private async Task<byte[]> Fetch(ContentHash model, string partial, CancellationToken cancellationToken)
    {
        await using (var file = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite))
        {
            await channel.GetModel(model, file, cancellationToken);
        }

        return await File.ReadAllBytesAsync(partial, cancellationToken);
    }

    private void Prune()
    {
        var files = new DirectoryInfo(folder).GetFiles();
        var whole = files.Where(f => f.Name.EndsWith(".safetensors", StringComparison.Ordinal)).OrderByDescending(f => f.LastWriteTimeUtc);
        var unfinished = files.Where(f => f.Name.EndsWith(".part", StringComparison.Ordinal)).OrderByDescending(f => f.LastWriteTimeUtc);
        foreach (var old in whole.Skip(Kept).Concat(unfinished.Skip(1)))
            old.Delete();
    }
}

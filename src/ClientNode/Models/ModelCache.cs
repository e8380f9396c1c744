using Federated.ClientNode.Channel;
using Federated.ClientNode.Storage;
using Federated.Domain.Errors;
using Federated.Domain.Models;

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
    public async Task<byte[]> Get(ContentHash model, CancellationToken cancellationToken)
    {
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

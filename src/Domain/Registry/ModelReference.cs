using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Registry;

/// <summary>What people type to name a model: its hash, the beginning of it, or a tag.</summary>
public static class ModelReference
{
    /// <summary>The fewest hex digits of a hash that are taken.</summary>
    public const int ShortestPrefix = 4;

    /// <summary>The one model that a text names.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="reference">A hash, at least <see cref="ShortestPrefix"/> digits of one, or a tag.</param>
    /// <param name="track">The track of the tag; null when only one track has it.</param>
    /// <exception cref="FederatedException">FED-1306 when there is none, FED-1701 when there are several.</exception>
    public static RegisteredModel Resolve(ModelRegistry registry, string reference, string? track = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Length > 0 && reference.All(char.IsAsciiHexDigit))
            return ByHash(registry, reference.ToLowerInvariant());
        if (!RegistryNames.IsTag(reference))
            throw Unknown(reference, "a hash, the beginning of one, or a tag");
        return ByTag(registry, reference, track);
    }

    private static RegisteredModel ByHash(ModelRegistry registry, string digits)
    {
        if (ContentHash.TryParse(digits, out var whole))
            return registry.Models.GetValueOrDefault(whole) ?? throw Unknown(digits, "one that the ledger names as an initial or a committed one");
        if (digits.Length < ShortestPrefix)
            throw Unknown(digits, $"at least {ShortestPrefix} digits of a hash");
        var found = registry.Models.Values.Where(m => m.Model.ToString().StartsWith(digits, StringComparison.Ordinal)).Take(4).ToArray();
        return found.Length switch
        {
            0 => throw Unknown(digits, "the beginning of the hash of a model that the ledger names"),
            1 => found[0],
            _ => throw new FederatedException(ErrorCodes.ModelAmbiguous,
                $"Got '{digits}', with which the hashes of several models begin ({string.Join(", ", found.Take(3).Select(m => m.Model))}{(found.Length > 3 ? ", ..." : string.Empty)}), wanted more digits."),
        };
    }

    private static RegisteredModel ByTag(ModelRegistry registry, string tag, string? track)
    {
        var found = registry.Tracks.Values.Where(t => (track is null || t.Name == track) && t.Tags.ContainsKey(tag)).ToArray();
        return found.Length switch
        {
            0 => throw Unknown(tag, track is null ? "a tag that stands in a track" : $"a tag that stands in track '{track}'"),
            1 => registry.Models[found[0].Tags[tag]],
            _ => throw new FederatedException(ErrorCodes.ModelAmbiguous,
                $"Got tag '{tag}', which stands in several tracks ({string.Join(", ", found.Select(t => t.Name))}), wanted one of them with --track."),
        };
    }

    private static FederatedException Unknown(string got, string wanted) =>
        new(ErrorCodes.ModelUnknown, $"Got model '{got}', wanted {wanted}. 'fed model list' shows them.");
}

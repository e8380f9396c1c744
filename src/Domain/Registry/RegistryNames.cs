namespace Federated.Domain.Registry;

/// <summary>The names of tracks, tags and metrics: a lower-case letter, then lower-case letters, digits and hyphens, 40 at most.</summary>
public static class RegistryNames
{
    /// <summary>The longest name.</summary>
    public const int MaxLength = 40;

    /// <summary>The tag of a model that is considered for release.</summary>
    public const string Candidate = "candidate";

    /// <summary>The tag of the model that is in use. It is set through the track's gates alone.</summary>
    public const string Released = "released";

    /// <summary>True for a name of a track or metric.</summary>
    public static bool IsValid(string? name) => name is { Length: >= 1 and <= MaxLength } && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>True for a name of a tag: one of hex digits alone would be mistaken for the beginning of a hash.</summary>
    public static bool IsTag(string? name) => IsValid(name) && !name!.All(char.IsAsciiHexDigit);

    /// <summary>The track that models of a plan belong to unless another one is named: the plan's name, in the form of a name.</summary>
    public static string TrackOf(string? planName)
    {
        var text = string.Join('-', (planName ?? string.Empty).ToLowerInvariant()
            .Split([.. (planName ?? string.Empty).ToLowerInvariant().Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries));
        if (text.Length == 0 || !char.IsAsciiLetter(text[0]))
            text = "model-" + text;
        return text[..Math.Min(text.Length, MaxLength)].TrimEnd('-');
    }
}

using Federated.Domain.Plans;

namespace Federated.Training.Data.Tokens;

/// <summary>Words that say little, which a plan may have left out. The lists are part of the program: the same name is the same list.</summary>
public static class StopWords
{
    private static readonly Lazy<IReadOnlyList<string>> EnglishList = new(() => Read("stop-words-english.txt"));

    /// <summary>161 English function words, in lower case.</summary>
    public static IReadOnlyList<string> English => EnglishList.Value;

    /// <summary>The words that a plan has left out.</summary>
    public static IEnumerable<string> Of(TextPlan text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.StopWordList == TextPlan.EnglishStopWords ? English : [], .. text.StopWords ?? []];
    }

    private static IReadOnlyList<string> Read(string name)
    {
        using var stream = typeof(StopWords).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The resource {name} is missing from the program.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
    }
}

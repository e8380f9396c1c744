using System.Collections.Frozen;
using Federated.Domain.Plans;

namespace Federated.Training.Data.Tokens;

/// <summary>One token a word of a public vocabulary; a word that it does not hold is unknown, a stop word is left out.</summary>
public sealed class WordTokenizer : Tokenizer
{
    private readonly string[] words;
    private readonly FrozenDictionary<string, int> tokens;
    private readonly FrozenSet<string> stopWords;
    private readonly bool lowercase;

    /// <param name="vocabulary">Words that differ; the one at position i is token i + 3.</param>
    /// <param name="lowercase">Whether case is set aside in texts; the vocabulary is taken as it stands.</param>
    /// <param name="stopWords">Words that are left out.</param>
    public WordTokenizer(IEnumerable<string> vocabulary, bool lowercase = true, IEnumerable<string>? stopWords = null)
    {
        words = [.. vocabulary];
        tokens = words.Select((word, i) => (word, i)).ToFrozenDictionary(w => w.word, w => TextPlan.FirstToken + w.i, StringComparer.Ordinal);
        this.lowercase = lowercase;
        this.stopWords = (stopWords ?? []).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override int TokenCount => TextPlan.FirstToken + words.Length;

    /// <inheritdoc/>
    public override void Encode(string text, List<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        foreach (var word in WordSplitter.Words(text, lowercase))
        {
            if (!stopWords.Contains(word))
                tokens.Add(this.tokens.GetValueOrDefault(word, TextPlan.Unknown));
        }
    }

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> tokens)
    {
        var decoded = new List<string>(tokens.Length);
        foreach (var token in tokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, TokenCount, nameof(tokens));
            if (token >= TextPlan.FirstToken)
                decoded.Add(words[token - TextPlan.FirstToken]);
            else if (token == TextPlan.Unknown)
                decoded.Add("\uFFFD");
        }

        return string.Join(' ', decoded);
    }
}

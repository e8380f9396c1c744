namespace Federated.Training.Data.Tokens;

/// <summary>
/// Makes a vocabulary of the most frequent words of public text. Never of partners' texts: which words they use, however rare, would be
/// in the plan for everybody to read.
/// </summary>
public sealed class VocabularyBuilder
{
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly bool lowercase;
    private readonly HashSet<string> stopWords;

    /// <param name="lowercase">As the plan will say.</param>
    /// <param name="stopWords">Words that the plan will leave out.</param>
    public VocabularyBuilder(bool lowercase, IEnumerable<string> stopWords)
    {
        this.lowercase = lowercase;
        this.stopWords = new(stopWords, StringComparer.Ordinal);
    }

    /// <summary>Words seen, stop words left out.</summary>
    public long Seen { get; private set; }

    /// <summary>Words seen that differ.</summary>
    public int Distinct => counts.Count;

    /// <summary>Counts the words of a text.</summary>
    public void Add(string text)
    {
        foreach (var word in WordSplitter.Words(text, lowercase))
        {
            if (stopWords.Contains(word))
                continue;
            counts[word] = counts.GetValueOrDefault(word) + 1;
            Seen++;
        }
    }

    /// <summary>The most frequent words, the most frequent first, equals in the order of their code units: the same from the same text on every machine.</summary>
    /// <param name="most">At most so many, at least 1.</param>
    /// <param name="minimumCount">Words seen less often are left out; at least 1.</param>
    public IReadOnlyList<string> Build(int most, long minimumCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumCount, 1);
        return [.. counts.Where(count => count.Value >= minimumCount)
            .OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).Take(most).Select(count => count.Key)];
    }

    /// <summary>The part of the words seen that a vocabulary knows, 0 to 1.</summary>
    public double Coverage(IEnumerable<string> vocabulary) => Seen == 0 ? 0 : (double)vocabulary.Sum(word => counts.GetValueOrDefault(word)) / Seen;
}

using System.Globalization;
using System.Text;

namespace Federated.Training.Data.Tokens;

/// <summary>
/// Cuts text into words: the longest runs of letters, digits and the marks that go with them, in any script. Everything else separates,
/// apostrophes too ("don't" is "don" and "t"), and what is no valid Unicode.
/// </summary>
/// <remarks>
/// Limit: an accented letter in one code point and the same one in two are two words, for texts are not normalised: the programs run without
/// the tables of a culture, the same everywhere. Give texts in normalisation form C, as nearly all are.
/// </remarks>
public static class WordSplitter
{
    /// <summary>The words of a text, in order.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="lowercase">Whether case is set aside, by the rules that are the same in every language.</param>
    public static IEnumerable<string> Words(string text, bool lowercase)
    {
        ArgumentNullException.ThrowIfNull(text);
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsPart(rune, word.Length == 0))
            {
                word.Append((lowercase ? Rune.ToLowerInvariant(rune) : rune).ToString());
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    private static bool IsPart(Rune rune, bool first) => Rune.IsLetterOrDigit(rune) || (!first && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
}

using Federated.Domain.Errors;
using static Federated.Domain.Plans.DataRules;

namespace Federated.Domain.Plans;

/// <summary>What the text section of a plan must satisfy.</summary>
internal static class TextRules
{
    private const int LongestRow = 1 << 16;
    private const int MostWords = 1 << 20;

    /// <summary>Tokens of a row as a model gets it: those of the input, and in text for language models the one that comes last.</summary>
    public static int RowLength(DataPlan data, TextPlan text) => text.Length + (PredictsNext(data) ? 1 : 0);

    /// <summary>Checks the section.</summary>
    /// <exception cref="FederatedException">FED-1001 names the first member that is wrong.</exception>
    public static void Check(DataPlan data, TextPlan text)
    {
        Require(data.Features.IsEmpty, "data.text", "given beside data.features", "one of the two: a row holds tokens, or features");
        Require(data is { Offset: 0, Scale: 1 } && data.Scaling is null, "data.text", "given beside data.offset, data.scale or data.scaling", "none of them: tokens are numbers of words, not measures");
        Require(data.Unlabelled is null, "data.unlabelled", "true beside data.text", "it left out: text without label or target is text for language models");
        Require(text.Length is >= 1 and <= LongestRow, "data.text.length", Number(text.Length), "1 to 65,536 tokens");
        var predictsNext = PredictsNext(data);
        Require(text.Stride is null || (predictsNext && text.Stride >= 1 && text.Stride <= text.Length), "data.text.stride", Number(text.Stride ?? 0),
            "1 to data.text.length, and only without data.label and data.target");
        Require(predictsNext || text.Field is not null, "data.text.field", "absent beside data.label or data.target", "the column or field that holds the text");
        switch (text.Tokenizer)
        {
            case TextPlan.ByteTokenizer:
                Require(text is { Vocabulary: null, VocabularyHash: null, VocabularySize: null, Lowercase: null, StopWordList: null, StopWords: null },
                    "data.text.tokenizer", "byte beside members of words", "vocabulary, lowercase and stop words with tokenizer word only");
                break;
            case TextPlan.WordTokenizer:
                CheckWords(text);
                break;
            default:
                Require(false, "data.text.tokenizer", $"'{text.Tokenizer}'", "byte or word");
                break;
        }
    }

    private static bool PredictsNext(DataPlan data) => data.Label is null && data.Target is null;

    private static void CheckWords(TextPlan text)
    {
        Require(text.Vocabulary is null != text.VocabularyHash is null, "data.text.vocabulary", text.Vocabulary is null ? "absent" : "given beside vocabularyHash",
            "one of vocabulary and vocabularyHash: a vocabulary made of the partners' texts would publish their words. Make one of public text with 'fed data vocabulary'");
        Require(text.VocabularySize is null == text.VocabularyHash is null, "data.text.vocabularySize", Number(text.VocabularySize ?? 0), "the number of words of vocabularyHash, and only with it");
        Require(text.VocabularySize is null or (>= 1 and <= MostWords), "data.text.vocabularySize", Number(text.VocabularySize ?? 0), "1 to 2^20 words");
        if (text.Vocabulary is not null)
            CheckTexts(text.Vocabulary, "data.text.vocabulary");
        if (text.StopWords is not null)
            CheckTexts(text.StopWords, "data.text.stopWords");
        Require(text.StopWordList is null or TextPlan.EnglishStopWords, "data.text.stopWordList", $"'{text.StopWordList}'", "absent or 'english'; others go into data.text.stopWords");
    }

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

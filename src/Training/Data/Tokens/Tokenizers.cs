using Federated.Domain.Plans;

namespace Federated.Training.Data.Tokens;

/// <summary>The tokenizer that a plan names.</summary>
public static class Tokenizers
{
    /// <summary>Makes it.</summary>
    /// <param name="text">The plan's section, checked.</param>
    /// <param name="vocabulary">The vocabulary file, for a plan that names one by its hash.</param>
    /// <exception cref="Domain.Errors.FederatedException">FED-1501 or FED-1502 when that file is missing, or another one.</exception>
    public static Tokenizer Of(TextPlan text, string? vocabulary)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Tokenizer == TextPlan.ByteTokenizer
            ? new ByteTokenizer()
            : new WordTokenizer(text.Vocabulary ?? VocabularyFile.Read(vocabulary, text), text.Lowercase ?? true, StopWords.Of(text));
    }
}

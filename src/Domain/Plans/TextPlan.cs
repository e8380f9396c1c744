using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Federated.Domain.Models;

namespace Federated.Domain.Plans;

/// <summary>
/// How text becomes rows of token numbers. With a label or target every record is one row of <see cref="Length"/> tokens; without, for
/// language models, every document is cut into rows of <see cref="Length"/> + 1 tokens: the first Length are the input, the last
/// Length what comes next. Short rows are filled with <see cref="Padding"/>, which models leave out.
/// </summary>
public sealed record TextPlan
{
    /// <summary>Tokenizer: one token a byte of UTF-8.</summary>
    public const string ByteTokenizer = "byte";

    /// <summary>Tokenizer: one token a word of a public vocabulary.</summary>
    public const string WordTokenizer = "word";

    /// <summary>The list of English function words that comes with the program.</summary>
    public const string EnglishStopWords = "english";

    /// <summary>The token that fills up short rows.</summary>
    public const int Padding = 0;

    /// <summary>The token of a word that is not in the vocabulary.</summary>
    public const int Unknown = 1;

    /// <summary>The token at the end of a document, in rows for language models.</summary>
    public const int End = 2;

    /// <summary>The number of the first byte or word: those before it are special.</summary>
    public const int FirstToken = 3;

    /// <summary>CSV and JSON lines: the column or field that holds the text; absent for plain text files.</summary>
    public string? Field { get; init; }

    /// <summary><c>byte</c> or <c>word</c>.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>Tokens of an input, at least 1.</summary>
    public required int Length { get; init; }

    /// <summary>Language models: tokens from the start of a row to the start of the next one; default <see cref="Length"/>, rows that share no input.</summary>
    public int? Stride { get; init; }

    /// <summary>Words: the public vocabulary; the word at position i is token i + 3.</summary>
    public ImmutableArray<string>? Vocabulary { get; init; }

    /// <summary>Words, in place of <see cref="Vocabulary"/>: the SHA-256 of a public vocabulary file, which every node is given.</summary>
    public ContentHash? VocabularyHash { get; init; }

    /// <summary>With <see cref="VocabularyHash"/>: the number of words in the file.</summary>
    public int? VocabularySize { get; init; }

    /// <summary>Words: whether case is set aside; default true.</summary>
    public bool? Lowercase { get; init => field = value is true ? null : value; }

    /// <summary>Words: a list of words that are left out: <c>english</c>, or absent.</summary>
    public string? StopWordList { get; init; }

    /// <summary>Words: words that are left out, besides those of <see cref="StopWordList"/>.</summary>
    public ImmutableArray<string>? StopWords { get; init; }

    /// <summary>Tokens there are, special ones included: the size of an embedding.</summary>
    [JsonIgnore]
    public int TokenCount => FirstToken + (Tokenizer == ByteTokenizer ? 256 : Vocabulary?.Length ?? VocabularySize ?? 0);

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(TextPlan? other) => other is not null && Field == other.Field && Tokenizer == other.Tokenizer && Length == other.Length
        && Stride == other.Stride && Texts.Same(Vocabulary, other.Vocabulary) && VocabularyHash == other.VocabularyHash
        && VocabularySize == other.VocabularySize && Lowercase == other.Lowercase && StopWordList == other.StopWordList
        && Texts.Same(StopWords, other.StopWords);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Field, Tokenizer, Length, Stride, Vocabulary?.Length, VocabularyHash, Lowercase);
}

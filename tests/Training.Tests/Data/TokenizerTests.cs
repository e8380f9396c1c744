using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Training.Data;
using Federated.Training.Data.Tokens;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Training.Tests.Data;

public sealed class TokenizerTests : IDisposable
{
    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Bytes_OfAnyText_GiveItBack() => Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(text => text is not null && IsUnicode(text)), text =>
    {
        var tokens = Tokens(new ByteTokenizer(), text);
        return new ByteTokenizer().Decode([.. tokens]) == text && tokens.TrueForAll(token => token is >= TextPlan.FirstToken and < 259);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bytes_OfManyScripts_GiveThemBack()
    {
        const string Text = "naïve 東京 \u0628\u062A \U0001F600\n\0";
        Assert.Equal(Text, new ByteTokenizer().Decode([TextPlan.Padding, .. Tokens(new ByteTokenizer(), Text), TextPlan.End]));
        Assert.Equal(259, new ByteTokenizer().TokenCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ByteTokenizer().Decode([259]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ByteTokenizer().Decode([-1]));
    }

    [Theory]
    [InlineData("Don't stop, 3.5 times!", "don t stop 3 5 times")]
    [InlineData("ÉCOLE E\u0301cole", "école e\u0301cole")]
    [InlineData("Привет, МИР", "привет мир")]
    [InlineData("東京 は", "東京 は")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("a\uD800b", "a b")]
    [InlineData("  \n", "")]
    public void Words_AreRunsOfLettersAndDigitsOfAnyScript(string text, string words) =>
        Assert.Equal(words, string.Join(' ', WordSplitter.Words(text, lowercase: true)));

    [Fact]
    public void Words_WithCase_KeepIt() => Assert.Equal(["Warm", "Day"], WordSplitter.Words("Warm-Day", lowercase: false));

    [Fact]
    public void WordTokenizer_KnowsItsVocabularyLeavesOutStopWordsAndMarksTheRest()
    {
        var tokenizer = new WordTokenizer(["fever", "cough"], stopWords: StopWords.English);

        Assert.Equal([4, 3, TextPlan.Unknown], Tokens(tokenizer, "The COUGH and a fever, dyspnoea"));
        Assert.Equal(5, tokenizer.TokenCount);
        Assert.Equal("cough \uFFFD", tokenizer.Decode([4, TextPlan.Unknown, TextPlan.Padding]));
    }

    [Fact]
    public void StopWords_English_IsTheListThatPlansMeanByItsName()
    {
        Assert.Contains("the", StopWords.English);
        Assert.All(StopWords.English, word => Assert.Equal([word], WordSplitter.Words(word, lowercase: true)));
        Assert.Equal(StopWords.English, StopWords.English.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal("562aa28812a04b0c881f713103616ca0ce72897da6e005be3d35e3a6568e671b", ContentHash.Of(VocabularyFile.Write(StopWords.English)).ToString());
    }

    [Fact]
    public void Vocabulary_OfPublicText_IsTheMostFrequentWordsInOneOrder()
    {
        var builder = new VocabularyBuilder(lowercase: true, ["the"]);
        builder.Add("The cat, the dog; the cow.");
        builder.Add("Dog CAT dog, bee");

        Assert.Equal(["dog", "cat", "bee", "cow"], builder.Build(10, 1));
        Assert.Equal(["dog", "cat"], builder.Build(10, 2));
        Assert.Equal(["dog"], builder.Build(1, 1));
        Assert.Equal((7L, 4), (builder.Seen, builder.Distinct));
        Assert.Equal(5.0 / 7, builder.Coverage(["dog", "cat", "ape"]), 12);
    }

    [Fact]
    public void VocabularyFile_IsTheOneThatThePlanNamesOrNone()
    {
        var bytes = VocabularyFile.Write(["fever", "cough"]);
        var path = files.Write("words.txt", bytes);
        var text = new TextPlan { Tokenizer = TextPlan.WordTokenizer, Length = 3, VocabularyHash = ContentHash.Of(bytes), VocabularySize = 2 };

        Assert.Equal([4], Tokens(Tokenizers.Of(text, path), "cough"));
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Tokenizers.Of(text, null), "given none", "--vocabulary");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Tokenizers.Of(text with { VocabularySize = 3 }, path), "2 lines", "3 words");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Tokenizers.Of(text, files.Write("others.txt", "fever\n")), "others.txt", "wants " + text.VocabularyHash);
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => Tokenizers.Of(text, Path.Combine(files.Root, "none.txt")), "none.txt");
    }

    [Fact]
    public void Text_ForLanguageModels_IsCutIntoRowsThatOverlapByOneToken()
    {
        var a = Read("abcdefg", new() { Tokenizer = TextPlan.ByteTokenizer, Length = 3 });

        Assert.Equal(4, a.FeatureCount);
        Assert.Equal(["abcd", "defg", "g\u0003"], Rows(a));
        Assert.Equal([0, 0, 0], a.Labels.ToArray());
    }

    [Fact]
    public void Text_WithStride_StartsARowEverySoManyTokens() =>
        Assert.Equal(["abcd", "cdef", "ef\u0003"], Rows(Read("abcdef", new() { Tokenizer = TextPlan.ByteTokenizer, Length = 3, Stride = 2 })));

    [Fact]
    public void Text_EveryTokenButTheFirst_IsPredictedOnce() => Prop.ForAll(Gen.Choose(1, 60).ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), (size, length) =>
    {
        var content = string.Concat(Enumerable.Range(0, size).Select(i => (char)('a' + (i % 26))));
        var rows = Read(content, new() { Tokenizer = TextPlan.ByteTokenizer, Length = length });
        var predicted = Enumerable.Range(0, rows.Count).SelectMany(i => rows.Row(i)[1..].ToArray()).Where(token => token != TextPlan.Padding);
        return predicted.SequenceEqual(content.Skip(1).Select(c => (float)(c + TextPlan.FirstToken)).Append(TextPlan.End));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_Folder_IsItsTextFilesInTheOrderOfTheirNames()
    {
        files.Write("b.txt", "b");
        files.Write("a.txt", "a");
        files.Write("c.md", "c");
        var plan = new DataPlan { Text = new() { Tokenizer = TextPlan.ByteTokenizer, Length = 1 } };

        Assert.Equal(["a\u0003", "b\u0003"], Rows(new ExampleReader(plan, 2, Pseudonyms.Passing()).Text([files.Root]).Data));
    }

    [Fact]
    public void Text_ThatIsNone_IsRefused()
    {
        var reader = new ExampleReader(new() { Text = new() { Tokenizer = TextPlan.ByteTokenizer, Length = 1 } }, 2, Pseudonyms.Passing());
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => reader.Text([files.Write("latin.txt", [0xE9, 0x41])]), "latin.txt", "UTF-8", "iconv");
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => reader.Text([files.Write("blank.txt", " \n")]), "blank.txt", "empty or blank");
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => reader.Text([Path.Combine(files.Root, "none.txt")]), "none.txt");
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => reader.Text([Directory.CreateDirectory(Path.Combine(files.Root, "empty")).FullName]), "no file *.txt");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => new ExampleReader(new(), 2, Pseudonyms.Passing()).Text([files.Root]), "data.text", "--csv");
    }

    private Dataset Read(string content, TextPlan text) =>
        new ExampleReader(new() { Text = text }, 2, Pseudonyms.Passing()).Text([files.Write("text.txt", content)]).Data;

    /// <summary>Rows as texts, the end as \u0003 and padding left out.</summary>
    private static string[] Rows(Dataset data) => [.. Enumerable.Range(0, data.Count).Select(i => string.Concat(data.Row(i).ToArray().Where(token => token != TextPlan.Padding)
        .Select(token => token == TextPlan.End ? '\u0003' : (char)((int)token - TextPlan.FirstToken))))];

    private static List<int> Tokens(Tokenizer tokenizer, string text)
    {
        var tokens = new List<int>();
        tokenizer.Encode(text, tokens);
        return tokens;
    }

    private static bool IsUnicode(string text) => text.EnumerateRunes().All(rune => rune.Value != 0xFFFD) && !text.Contains('\uFFFD');
}

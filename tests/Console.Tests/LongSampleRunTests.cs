using Federated.Domain.Errors;

namespace Federated.ConsoleApp.Tests;

/// <summary>The samples that take minutes, or read what a package installs.</summary>
public sealed class LongSampleRunTests
{
    [Theory]
    [Trait("Category", "Long")]
    [InlineData("fashion-mnist-cnn", "the most frequent class alone")]
    [InlineData("text-lstm", "the most frequent class alone")]
    [InlineData("gpt-mini", "how often characters come in the training text (unigram)")]
    public async Task Sample_ReachesWhatIsStated(string name, string baseline)
    {
        using var fed = new Fed();

        var code = await fed.Run("sample", name);

        Assert.Contains(": reached", fed.Out, StringComparison.Ordinal);
        Assert.Contains(baseline, fed.Out, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData("text-lstm")]
    [InlineData("gpt-mini")]
    public async Task Sample_OfAFileWithoutVerses_SaysWhatIsWanted(string name)
    {
        using var fed = new Fed();
        fed.Write("verses.txt", "In the beginning\n");

        Assert.Equal(1, await fed.Run("sample", name, "--text", "verses.txt"));

        Assert.Contains(ErrorCodes.DataUnreadable.ToString(), fed.Error, StringComparison.Ordinal);
        Assert.Contains("wanted lines such as 'Ge1:1 In the beginning", fed.Error, StringComparison.Ordinal);
    }

    /// <summary>A text whose next character is plain from the one before, so that a few steps find more than how frequent each is.</summary>
    [Fact]
    public async Task GptMini_OfAnotherText_FallsBelowTheUnigramPerplexity()
    {
        using var fed = new Fed();
        fed.Write("verses.txt", string.Concat(Enumerable.Range(1, 400).Select(verse => FormattableString.Invariant($"Ge1:{verse} abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz\n"))));

        Assert.Equal(0, await fed.Run("sample", "gpt-mini", "--text", "verses.txt"));

        Assert.Contains("and below the unigram one: reached", fed.Out, StringComparison.Ordinal);
    }
}

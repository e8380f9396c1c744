using System.CommandLine;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Training.Data.Tokens;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed data</c>: what a coordinator makes of public data before there is a plan. No partner's data come near it.</summary>
public static class DataCommands
{
    /// <summary>Builds the group.</summary>
    public static Command Create(CommandContext context) => new("data", "Make what plans need from public data.") { Vocabulary(context) };

    private static Command Vocabulary(CommandContext context)
    {
        var texts = new Argument<string[]>("TEXT") { Description = "Public text: files of UTF-8, or folders of *.txt.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "Where the vocabulary goes, a word a line.", HelpName = "FILE", Required = true };
        var size = new Option<int>("--size") { Description = "At most so many words.", HelpName = "N", DefaultValueFactory = _ => 10_000 };
        var minimum = new Option<long>("--minimum-count") { Description = "Leave out words seen less often.", HelpName = "K", DefaultValueFactory = _ => 2 };
        size.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("Got --size below 1, wanted at least one word.");
        });
        minimum.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() < 1)
                result.AddError("Got --minimum-count below 1, wanted at least 1.");
        });
        var stopWords = new Option<string?>("--stop-words") { Description = "Leave out the words of a list that comes with the program.", HelpName = "english" };
        stopWords.AcceptOnlyFromAmong(TextPlan.EnglishStopWords);
        var keepCase = new Option<bool>("--keep-case") { Description = "Keep upper case; the plan then says \"lowercase\": false." };
        var command = new Command("vocabulary", "Make a vocabulary of the most frequent words of public text.") { texts, output, size, minimum, stopWords, keepCase };
        return CommandContext.WithAction(command, async (parsed, token) =>
        {
            var builder = new VocabularyBuilder(!parsed.GetValue(keepCase), parsed.GetValue(stopWords) is null ? [] : StopWords.English);
            foreach (var file in TextDocuments.Files(parsed.GetRequiredValue(texts).Select(context.Services.FullPath)))
                builder.Add(TextDocuments.Read(file));
            var words = builder.Build(parsed.GetValue(size), parsed.GetValue(minimum));
            var bytes = VocabularyFile.Write(words);
            var path = context.Services.FullPath(parsed.GetRequiredValue(output));
            await ReplacedFile.WriteAsync(path, stream => stream.WriteAsync(bytes, token).AsTask());
            var screen = context.Screen;
            screen.Fact("words", string.Create(CultureInfo.InvariantCulture, $"{words.Count} of {builder.Distinct} that differ"));
            screen.Fact("coverage", string.Create(CultureInfo.InvariantCulture, $"{100 * builder.Coverage(words):0.0} % of the {builder.Seen} words of the text"));
            screen.Fact("vocabularyHash", ContentHash.Of(bytes));
            screen.Fact("tokens", string.Create(CultureInfo.InvariantCulture, $"{TextPlan.FirstToken + words.Count}, special ones included: the size of an embedding"));
            screen.Line("Name it in the plan by data.text.vocabularyHash and vocabularySize, and give every partner the file (fed-node data ... --vocabulary FILE).");
            return 0;
        });
    }
}

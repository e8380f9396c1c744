using System.Text.Json;
using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>Which of ten books a verse is from, by an embedding of words, one recurrent layer of long short-term memory and a linear layer.</summary>
public sealed class TextLstm : ClassifierSample
{
    private const string Vocabulary = "vocabulary.txt";

    /// <inheritdoc/>
    public override string Name => "text-lstm";

    /// <inheritdoc/>
    public override string Summary => "which of ten books a verse is from: embedding, one LSTM layer, linear";

    /// <inheritdoc/>
    public override string Source => "Debian package bible-kjv: 13,716 verses of the ten longest books, the King James text, public domain";

    /// <inheritdoc/>
    public override SampleGoal Goal(int heldOut) => SampleGoal.AtLeast(0.45);

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed)
    {
        var path = Path.GetTempFileName();
        try
        {
            // As a node would have it: a record a line.
            var books = template.Data.Classes;
            File.WriteAllLines(path, KjvVerse.Read(sources.Text).Where(verse => books.Contains(verse.Book)).Select(verse => JsonSerializer.Serialize(new { book = verse.Book, text = verse.Text })));
            var reader = new ExampleReader(template.Data, template.Classes, Pseudonyms.Passing(), sources.Own("kjv", Vocabulary));
            return HeldOutPart.Draw(reader.Jsonl(path).Data, seed);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Data.Arrays;
using Federated.Training.Data.Records;
using Federated.Training.Data.Tokens;

namespace Federated.Training.Data;

/// <summary>Reads files of every format as the examples that a plan wants, not yet scaled, or says where they are not.</summary>
/// <param name="data">The plan's section.</param>
/// <param name="outputs">The model's outputs, which bound class numbers where the plan lists no classes.</param>
/// <param name="pseudonyms">The node's keys.</param>
/// <param name="vocabulary">The vocabulary file, for a plan that names one by its hash.</param>
public sealed class ExampleReader(DataPlan data, int outputs, Pseudonyms pseudonyms, string? vocabulary = null)
{
    /// <summary>The arrays of an archive where nothing else is said.</summary>
    public const string DefaultX = "x";

    /// <summary>As <see cref="DefaultX"/>, for labels and targets.</summary>
    public const string DefaultY = "y";

    private bool HasAnswers => data.Unlabelled is null && !PredictsNext;

    private bool PredictsNext => data.Text is not null && data.Label is null && data.Target is null;

    // A binary classifier has one output and two classes.
    private int Classes => data.Classes.IsEmpty ? Math.Max(2, outputs) : data.Classes.Length;

    /// <summary>A CSV file with a header.</summary>
    /// <exception cref="FederatedException">FED-1501 or FED-1502, with file, line and column.</exception>
    public ExampleSet Csv(string path)
    {
        var decoder = Decoder(path, "CSV");
        CsvDatasetReader.Read(path, decoder);
        return decoder.Build(CsvDatasetReader.Nothing(path));
    }

    /// <summary>A file of JSON lines.</summary>
    /// <exception cref="FederatedException">FED-1501 or FED-1502, with file, line and field.</exception>
    public ExampleSet Jsonl(string path)
    {
        var decoder = Decoder(path, "JSON lines");
        JsonLines.Read(path, decoder.Fields, (fields, line) => decoder.Add(fields, new(path, line, null)), CancellationToken.None);
        return decoder.Build($"JSON lines file '{path}' holds no record.");
    }

    /// <summary>A pair of IDX files.</summary>
    /// <exception cref="FederatedException">FED-1501 or FED-1502.</exception>
    public ExampleSet Idx(string images, string labels)
    {
        if (!data.Features.IsEmpty)
        {
            throw new FederatedException(ErrorCodes.DataMismatch,
                $"The plan names {data.Features.Length} CSV columns; this node has IDX files. Point it at a CSV file with 'fed-node data --csv FILE'.");
        }

        if (data.Target is not null || data.Text is not null)
            throw new FederatedException(ErrorCodes.DataMismatch, "The plan wants numbers to predict, or text; IDX files hold neither. Point the node at data of another kind with 'fed-node data'.");
        return Cleaned(IdxReader.Read(images, labels, Classes));
    }

    /// <summary>Two arrays of a NPZ archive; the second one only where the plan has labels or targets.</summary>
    /// <exception cref="FederatedException">FED-1501 or FED-1502, with row and column.</exception>
    public ExampleSet Npz(string path, string x = DefaultX, string y = DefaultY)
    {
        CheckArrays(path);
        return ArrayExamples.Read(NpyReader.ReadMember(path, x), HasAnswers ? NpyReader.ReadMember(path, y) : null, data, Classes);
    }

    /// <summary>Two NPY files; the second one only where the plan has labels or targets.</summary>
    /// <exception cref="FederatedException">FED-1501 or FED-1502, with row and column.</exception>
    public ExampleSet Npy(string x, string? y)
    {
        CheckArrays(x);
        if (HasAnswers && y is null)
            throw new FederatedException(ErrorCodes.DataMismatch, $"The plan wants labels or targets, and this node was given '{x}' alone. Name their file with 'fed-node data --npy FILE --npy-y FILE'.");
        return ArrayExamples.Read(NpyReader.Read(x), HasAnswers ? NpyReader.Read(y!) : null, data, Classes);
    }

    /// <summary>Plain text files or folders of them, for language models.</summary>
    /// <exception cref="FederatedException">FED-1501 or FED-1502.</exception>
    public ExampleSet Text(IReadOnlyList<string> paths)
    {
        if (data.Text is not { } text || !PredictsNext)
        {
            throw new FederatedException(ErrorCodes.DataMismatch,
                "This node has plain text, which serves plans with data.text and without labels only. Point it at a CSV or JSON lines file with 'fed-node data --csv FILE' or '--jsonl FILE'.");
        }

        var rows = new TokenRows(text, Tokenizers.Of(text, vocabulary));
        var builder = new ExampleBuilder(text.Length + 1, data.Cleaning ?? new(), hasTargets: false);
        foreach (var path in TextDocuments.Files(paths))
        {
            var content = TextDocuments.Read(path);
            builder.Count();
            builder.AddDocument(rows.Windows(content), ExampleKey.OfDocument(Encoding.UTF8.GetBytes(content)), null);
        }

        return builder.Build("The text files hold no token.");
    }

    private RecordDecoder Decoder(string path, string kind)
    {
        RecordDecoder.CheckDeclared(data, path, kind);
        return new(data, pseudonyms, data.Text is { } text ? Tokenizers.Of(text, vocabulary) : null);
    }

    private void CheckArrays(string path)
    {
        if (data.Text is not null)
            throw new FederatedException(ErrorCodes.DataMismatch, $"The plan wants text, and '{path}' holds arrays. Point the node at text with 'fed-node data --text FILE', '--jsonl FILE' or '--csv FILE'.");
        CheckNoIdentifier("arrays have");
    }

    private ExampleSet Cleaned(Dataset dataset)
    {
        CheckNoIdentifier("IDX files have");
        if (data.Cleaning is not { DropDuplicates: true })
            return ExampleSet.ByContent(dataset);
        var builder = new ExampleBuilder(dataset.FeatureCount, data.Cleaning, hasTargets: false);
        var inputs = new List<float>(dataset.FeatureCount);
        for (var i = 0; i < dataset.Count; i++)
        {
            builder.Count();
            inputs.Clear();
            inputs.AddRange(dataset.Row(i));
            builder.Add(inputs, dataset.Labels.Span[i], null, null);
        }

        return builder.Build("The IDX files hold no example.");
    }

    private void CheckNoIdentifier(string have)
    {
        if (data.Identifier is not null)
            throw new FederatedException(ErrorCodes.DataMismatch, $"The plan wants the identifier '{data.Identifier}', which {have} not. Point the node at a CSV or JSON lines file with 'fed-node data'.");
    }
}

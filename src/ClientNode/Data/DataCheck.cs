using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Data;
using Federated.Training.Data.Arrays;
using Federated.Training.Data.Tokens;

namespace Federated.ClientNode.Data;

/// <summary>Opens a data source before anything depends on it, or holds it against a plan before any round does.</summary>
public static class DataCheck
{
    /// <summary>Opens the source; what a plan wants of it is checked when there is a plan.</summary>
    /// <returns>What it holds, for people.</returns>
    /// <exception cref="FederatedException">FED-1501 or FED-1502 when it cannot be used.</exception>
    public static string Open(DataSource source) => source switch
    {
        { Csv: { } csv } => Lines(csv),
        { Jsonl: { } jsonl } => Records(jsonl),
        { Npz: { } npz } => Shape(NpyReader.ReadMember(npz, source.NpzX ?? ExampleReader.DefaultX)),
        { Npy: { } npy } => Shape(NpyReader.Read(npy)),
        { Text: { } text } => Documents(text),
        _ => Images(source),
    };

    /// <summary>Reads the source as a plan wants it, in the way that a round would.</summary>
    /// <returns>What it holds, for people at the partner: these figures must not leave the house in a private run.</returns>
    /// <exception cref="FederatedException">FED-1501 or FED-1502, with the place.</exception>
    public static string Against(DataSource source, RunPlan plan, Pseudonyms pseudonyms)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Query is not null)
            return $"{Open(source)}; the plan asks a query, which counts whatever it finds";
        var examples = source.Read(new(plan.Data, plan.Model.Outputs, pseudonyms, source.Vocabulary));
        var split = TrainValidationSplit.Of(examples.Keys.Span, plan.Data.Validation, pseudonyms);
        var inputs = PlanData.Inputs(plan.Data, examples.Data);
        var answers = plan.Data switch
        {
            { Target: { } target } => $", predicting {target.Name}",
            { Unlabelled: not null } or { Text: not null, Label: null } => string.Empty,
            _ => ", per class " + string.Join(", ", examples.Data.Labels.ToArray().GroupBy(label => label).OrderBy(group => group.Key).Select(group =>
                string.Create(CultureInfo.InvariantCulture, $"{(plan.Data.Classes.IsEmpty ? group.Key : plan.Data.Classes[(int)group.Key])}: {group.Count()}"))),
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{examples.Cleaned}; {split.Training.Length} examples to train on and {split.Validation.Length} to measure on, of {inputs.FeatureCount} inputs{answers}");
    }

    private static string Images(DataSource source)
    {
        var dataset = IdxReader.Read(source.IdxImages!, source.IdxLabels!);
        return string.Create(CultureInfo.InvariantCulture, $"{dataset.Count} examples of {dataset.FeatureCount} features");
    }

    private static string Shape(NpyArray array) => string.Create(CultureInfo.InvariantCulture, $"{array.Rows} examples of {array.Columns} features");

    private static string Documents(IReadOnlyList<string> paths)
    {
        var files = TextDocuments.Files(paths);
        var characters = files.Sum(file => (long)TextDocuments.Read(file).Length);
        return string.Create(CultureInfo.InvariantCulture, $"{files.Count} text files of {characters} characters");
    }

    private static string Records(string path)
    {
        var records = 0L;
        JsonLines.Read(path, [], (_, _) => records++, CancellationToken.None);
        return records > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{records} records")
            : throw new FederatedException(ErrorCodes.DataUnreadable, $"JSON lines file '{path}' holds no record.");
    }

    private static string Lines(string path)
    {
        try
        {
            using var reader = File.OpenText(path);
            var header = reader.ReadLine();
            if (string.IsNullOrWhiteSpace(header))
                throw new FederatedException(ErrorCodes.DataUnreadable, $"CSV file '{path}' is empty; wanted a header line with the column names.");
            var lines = 0;
            while (reader.ReadLine() is { } line)
                lines += line.Length > 0 ? 1 : 0;
            return lines > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{lines} lines of {header.Split(',').Length} columns")
                : throw new FederatedException(ErrorCodes.DataUnreadable, $"CSV file '{path}' has a header but no data lines.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FederatedException(ErrorCodes.DataUnreadable, $"CSV file '{path}' cannot be read: {e.Message} Check the path and its permissions.", inner: e);
        }
    }
}

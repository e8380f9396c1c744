using Federated.ClientNode.Data;
using Federated.Domain.Errors;
using Federated.Training.Data;

namespace Federated.ClientNode.Training;

/// <summary>Reads columns by which an evaluation tells examples apart; they need not be features of the model.</summary>
internal static class SubgroupFields
{
    /// <summary>The fields of every example.</summary>
    /// <param name="source">Where the examples came from.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="examples">The examples, with the places of their records.</param>
    /// <param name="cancellationToken">Looked at between records.</param>
    /// <exception cref="FederatedException">FED-1502: a column is missing, the data have no columns, or they changed in the meantime.</exception>
    internal static string?[][] Read(DataSource source, IReadOnlyList<string> columns, ExampleSet examples, CancellationToken cancellationToken)
    {
        if (columns.Count == 0)
            return MeasuredExamples.Of(examples.Data).Fields;
        var records = new List<string?[]>();
        switch (source)
        {
            case { Csv: { } csv }:
                CsvColumns.Read(csv, columns, fields => records.Add([.. fields]), cancellationToken);
                break;
            case { Jsonl: { } jsonl }:
                JsonLines.Read(jsonl, columns, (fields, _) => records.Add([.. fields]), cancellationToken);
                break;
            default:
                throw Mismatch($"The evaluation tells examples apart by '{columns[0]}'; this node's data have no columns. Point it at a CSV or JSON lines file, or have the coordinator leave out the subgroups.");
        }

        if (records.Count != examples.Cleaned.Read)
            throw Mismatch("The node's data changed while they were read. Ask again.");
        return [.. examples.Records.ToArray().Select(record => records[record])];
    }

    private static FederatedException Mismatch(string message) => new(ErrorCodes.DataMismatch, message);
}

using System.Globalization;
using Federated.ClientNode.Data;
using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Queries;
using Federated.Domain.Updates;
using Federated.Protocol.Work;
using Federated.Training.Data;

namespace Federated.ClientNode.Training;

/// <summary>
/// The upload of a query: the exact statistics of the partner's own records, as digits. The coordinator sees them and adds the noise
/// before anybody else sees anything; that is what mode <c>record-central</c> asks of it.
/// </summary>
public static class QueryUpdate
{
    /// <summary>Counts every record once and writes the upload.</summary>
    /// <exception cref="FederatedException">FED-1501 or FED-1502: the data cannot be read, lack a column, or are more than was agreed. No
    /// value in a record makes it fail.</exception>
    public static TrainedUpdate Count(Assignment assignment, PartnerName partner, DataSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        ArgumentNullException.ThrowIfNull(source);
        var plan = assignment.Plan;
        var tally = new QueryTally(plan);
        switch (source)
        {
            case { Csv: { } csv }:
                CsvColumns.Read(csv, Columns(plan), fields => tally.Add(fields), cancellationToken);
                break;
            case { Jsonl: { } jsonl }:
                JsonLines.Read(jsonl, Columns(plan), (fields, _) => tally.Add(fields), cancellationToken);
                break;
            case { IdxLabels: { } labels }:
                CountIdx(plan, labels, tally, cancellationToken);
                break;
            default:
                throw Mismatch("A query counts the records of CSV, JSON lines or IDX files; this node has arrays or plain text. Point it at such a file with 'fed-node data --csv FILE'.");
        }

        var layout = plan.UploadLayout;
        var file = UpdateFile.Write(
            new(assignment.Run, assignment.Round, layout.Hash, UpdateFile.Float32Codec, FixedPointFormat.WeightOne), layout, tally.Upload(partner));
        return new(file, FixedPointFormat.WeightOne, Summary(plan, tally));
    }

    private static string?[] Columns(RunPlan plan) => [.. plan.Query!.Statistics.Select(statistic => statistic.Kind == StatisticPlan.Labels ? plan.Data.Label ?? throw Mismatch(
        $"The query asks for labels ('{statistic.Title}') and the plan names no column of them; this node has a file of named columns. Have the plan name one with data.label.") : statistic.Column)];

    private static void CountIdx(RunPlan plan, string path, QueryTally tally, CancellationToken cancellationToken)
    {
        if (plan.Query!.Statistics.FirstOrDefault(statistic => statistic.Column is not null) is { } column)
            throw Mismatch($"The query asks for the column '{column.Column}'; this node has IDX files, which have none. Of them only records and labels can be counted.");
        var classes = plan.Data.Classes;
        var fields = new string?[plan.Query.Statistics.Length];
        foreach (var label in IdxReader.ReadLabels(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < fields.Length; i++)
                fields[i] = plan.Query.Statistics[i].Kind == StatisticPlan.Labels && label < classes.Length ? classes[(int)label] : null;
            tally.Add(fields);
        }
    }

    /// <summary>What leaves the house, in plain words; the numbers of records stay in it.</summary>
    private static string Summary(RunPlan plan, QueryTally tally)
    {
        var statistics = plan.Query!.Statistics;
        var noise = plan.Privacy.Mode == PrivacyPlan.None
            ? "NO NOISE WILL BE ADDED: the answer is exact"
            : "the coordinator sees them exactly and adds noise before anybody else sees the answer";
        var skipped = statistics.Select((statistic, i) => (statistic.Title, Count: tally.Skipped[i])).Where(s => s.Count > 0)
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"; {s.Count} of them add nothing to {s.Title} (value missing, unreadable or in no bin)"));
        return string.Create(CultureInfo.InvariantCulture,
            $"counted {tally.Records} records{string.Concat(skipped)}. To be sent: {tally.Totals.Length} totals of {string.Join(", ", statistics.Select(s => s.Title))}, no record; {noise}");
    }

    private static FederatedException Mismatch(string message) => new(ErrorCodes.DataMismatch, message);
}

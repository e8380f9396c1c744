using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>
/// Reads some columns of a CSV file as text, line by line, for counting: unlike <see cref="CsvDatasetReader"/> it looks at no
/// value, so that none can make it fail.
/// </summary>
public static class CsvColumns
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">As <see cref="CsvDatasetReader.Read(string, CsvDatasetOptions)"/> wants it.</param>
    /// <param name="columns">Headers; null for a place that stays empty.</param>
    /// <param name="record">Takes the fields of one line, in the order of <paramref name="columns"/>; valid during the call.</param>
    /// <param name="cancellationToken">Looked at between lines.</param>
    /// <exception cref="FederatedException">The file is no such CSV (<see cref="ErrorCodes.DataUnreadable"/>), or lacks a column
    /// (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public static void Read(string path, IReadOnlyList<string?> columns, Action<string?[]> record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(record);
        CsvDatasetReader.Open(path, csv =>
        {
            var header = CsvDatasetReader.Header(path, csv);
            int?[] positions = [.. columns.Select(name => name is null ? (int?)null : CsvDatasetReader.Position(path, header, name))];
            var fields = new string?[positions.Length];
            while (csv.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                CsvDatasetReader.CheckLength(path, csv, header);
                for (var i = 0; i < fields.Length; i++)
                    fields[i] = positions[i] is { } position ? csv.GetString(position) : null;
                record(fields);
            }

            return true;
        });
    }
}

using System.Globalization;
using Federated.Domain.Errors;
using Federated.Training.Data;

namespace Federated.ClientNode.Data;

/// <summary>Opens a data source before anything depends on it.</summary>
public static class DataCheck
{
    /// <summary>Opens the source; a CSV is held against a plan's columns later, when there is a plan.</summary>
    /// <returns>What it holds, for people.</returns>
    /// <exception cref="FederatedException">FED-1501 or FED-1502 when it cannot be used.</exception>
    public static string Open(DataSource source)
    {
        if (!source.IsCsv)
        {
            var dataset = IdxReader.Read(source.IdxImages!, source.IdxLabels!);
            return string.Create(CultureInfo.InvariantCulture, $"{dataset.Count} examples of {dataset.FeatureCount} features");
        }

        try
        {
            using var reader = File.OpenText(source.Csv!);
            var header = reader.ReadLine();
            if (string.IsNullOrWhiteSpace(header))
                throw new FederatedException(ErrorCodes.DataUnreadable, $"CSV file '{source.Csv}' is empty; wanted a header line with the column names.");
            var lines = 0;
            while (reader.ReadLine() is { } line)
                lines += line.Length > 0 ? 1 : 0;
            return lines > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{lines} lines of {header.Split(',').Length} columns")
                : throw new FederatedException(ErrorCodes.DataUnreadable, $"CSV file '{source.Csv}' has a header but no data lines.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FederatedException(ErrorCodes.DataUnreadable, $"CSV file '{source.Csv}' cannot be read: {e.Message} Check the path and its permissions.", inner: e);
        }
    }
}

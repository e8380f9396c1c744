using CsvHelper;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Data.Records;

namespace Federated.Training.Data;

/// <summary>
/// Reads a CSV file with a header as a dataset. A file that does not match its declaration is refused as a whole, with
/// file, line and column; the offending value stands only in the exception's detail, because messages may leave the house.
/// </summary>
public static class CsvDatasetReader
{
    private const int LongestLine = 1 << 22;

    private static readonly CsvReaderOptions Format = new()
    {
        Separator = ',',
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = LongestLine,
        TrackLineNumbers = true,
        IncludeValuesInExceptions = false,
    };

    /// <summary>Reads a file.</summary>
    /// <param name="path">UTF-8, comma-separated, quoted as RFC 4180 says, numbers with a decimal point.</param>
    /// <param name="options">What the file must hold.</param>
    /// <exception cref="FederatedException">The file is not such a CSV (<see cref="ErrorCodes.DataUnreadable"/>), or lacks a
    /// column or holds a value outside the declaration (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public static Dataset Read(string path, CsvDatasetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var decoder = new RecordDecoder(
            new()
            {
                Features = [.. options.Features.Select(feature => new FeatureRange(feature.Name, feature.Minimum, feature.Maximum)
                {
                    Missing = options.MissingValue is null ? null : FeatureRange.Constant,
                    MissingValue = options.MissingValue,
                })],
                Label = options.LabelColumn,
                Classes = [.. options.Classes],
            },
            Pseudonyms.Passing(), null);
        Read(path, decoder);
        return decoder.Build(Nothing(path)).Data;
    }

    internal static string Nothing(string path) => $"CSV file '{path}' has a header but no data lines.";

    internal static T Open<T>(string path, Func<CsvReader, T> read)
    {
        try
        {
            using var csv = CsvReader.FromFile(path, Format);
            return read(csv);
        }
        catch (CsvFormatException e)
        {
            throw new FederatedException(
                ErrorCodes.DataUnreadable, $"{path}, line {e.LineNumber}: the line is malformed, or longer than {LongestLine} bytes. Close quotes that are open, and double quotes within quotes.", e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FederatedException(
                ErrorCodes.DataUnreadable, $"CSV file '{path}' cannot be read. Check that it exists, is readable and is comma-separated text.", e.Message, e);
        }
    }

    internal static string[] Header(string path, CsvReader csv)
    {
        csv.ReadHeader();
        string[] header = [.. csv.Headers];
        return header.Length > 0
            ? header
            : throw new FederatedException(ErrorCodes.DataUnreadable, $"CSV file '{path}' is empty; wanted a header line with the column names.");
    }

    internal static void CheckLength(string path, CsvReader csv, string[] header)
    {
        if (csv.FieldCount != header.Length)
            throw new FederatedException(ErrorCodes.DataUnreadable, $"{path}, line {csv.LineNumber}: got {csv.FieldCount} fields, wanted {header.Length} as in the header. Correct the line.");
    }

    /// <summary>Feeds every line of a file to a decoder.</summary>
    internal static void Read(string path, RecordDecoder decoder) => Open(path, csv =>
    {
        var header = Header(path, csv);
        int[] positions = [.. decoder.Fields.Select(name => Position(path, header, name))];
        var fields = new string?[positions.Length];
        while (csv.Read())
        {
            CheckLength(path, csv, header);
            for (var i = 0; i < fields.Length; i++)
                fields[i] = csv.GetString(positions[i]);
            decoder.Add(fields, new(path, csv.LineNumber, positions));
        }

        return true;
    });

    internal static int Position(string path, string[] header, string name)
    {
        var first = Array.FindIndex(header, column => string.Equals(column.Trim(), name, StringComparison.Ordinal));
        if (first < 0)
            throw new FederatedException(ErrorCodes.DataMismatch, $"{path}, line 1: the column '{name}' is missing. Add it, or correct its name in the header (case matters).", $"header: {string.Join(',', header)}");
        if (Array.FindLastIndex(header, column => string.Equals(column.Trim(), name, StringComparison.Ordinal)) != first)
            throw new FederatedException(ErrorCodes.DataUnreadable, $"{path}, line 1: the column '{name}' stands there twice. Rename or remove one.");
        return first;
    }
}

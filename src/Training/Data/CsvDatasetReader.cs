using System.Globalization;
using CsvHelper;
using Federated.Domain.Errors;

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
        return Open(path, csv => Read(path, csv, options));
    }

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

    private static Dataset Read(string path, CsvReader csv, CsvDatasetOptions options)
    {
        var header = Header(path, csv);
        var columns = options.Features.Select(feature => Position(path, header, feature.Name)).ToArray();
        var labelColumn = Position(path, header, options.LabelColumn);
        var classes = options.Classes.Select((name, index) => (name, index)).ToDictionary(c => c.name, c => (long)c.index, StringComparer.Ordinal);

        var features = new List<float>();
        var labels = new List<long>();
        while (csv.Read())
        {
            CheckLength(path, csv, header);
            for (var i = 0; i < columns.Length; i++)
                features.Add(Value(csv.GetString(columns[i]), options.Features[i], options.MissingValue, new Place(path, csv.LineNumber, columns[i])));
            var name = csv.GetString(labelColumn).Trim();
            if (!classes.TryGetValue(name, out var label))
            {
                throw new Place(path, csv.LineNumber, labelColumn).Refuse(
                    ErrorCodes.DataMismatch, options.LabelColumn, $"the label is none of the declared classes ({string.Join(", ", options.Classes)}). Correct the line, or declare the class", name);
            }
            labels.Add(label);
        }
        if (labels.Count == 0)
            throw new FederatedException(ErrorCodes.DataUnreadable, $"CSV file '{path}' has a header but no data lines.");
        return new Dataset([.. features], columns.Length, [.. labels]);
    }

    internal static int Position(string path, string[] header, string name)
    {
        var first = Array.FindIndex(header, column => string.Equals(column.Trim(), name, StringComparison.Ordinal));
        if (first < 0)
            throw new FederatedException(ErrorCodes.DataMismatch, $"{path}, line 1: the column '{name}' is missing. Add it, or correct its name in the header (case matters).", $"header: {string.Join(',', header)}");
        if (Array.FindLastIndex(header, column => string.Equals(column.Trim(), name, StringComparison.Ordinal)) != first)
            throw new FederatedException(ErrorCodes.DataUnreadable, $"{path}, line 1: the column '{name}' stands there twice. Rename or remove one.");
        return first;
    }

    private static float Value(string field, FeatureColumn feature, float? missing, Place place)
    {
        var text = field.AsSpan().Trim();
        if (text is "" or "NA" or "NaN" or "?")
        {
            return missing ?? throw place.Refuse(
                ErrorCodes.DataMismatch, feature.Name, "the value is missing, and the plan does not say what stands in for it. Fill it in, or leave the line out", field);
        }
        // The parser of .NET lets trailing zero characters pass.
        if (text.Contains('\0') || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            throw place.Refuse(ErrorCodes.DataUnreadable, feature.Name, "the value is not a number with a decimal point. Correct it", field);
        if (!float.IsFinite((float)value))
            throw place.Refuse(ErrorCodes.DataUnreadable, feature.Name, "the value is not finite in single precision. Correct it", field);
        if (!feature.Allows(value))
        {
            throw place.Refuse(
                ErrorCodes.DataMismatch, feature.Name,
                string.Create(CultureInfo.InvariantCulture, $"the value is outside the declared range {feature.Minimum} to {feature.Maximum}. Correct it, or check the unit"), field);
        }
        return (float)value;
    }

    private readonly record struct Place(string Path, long Line, int Column)
    {
        internal FederatedException Refuse(ErrorCode code, string name, string what, string value) =>
            new(code, $"{Path}, line {Line}, column {Column + 1} ('{name}'): {what}.", $"the value is '{value}'");
    }
}

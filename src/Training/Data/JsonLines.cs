using System.Text;
using System.Text.Json;
using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>
/// Reads fields of a file of JSON lines: UTF-8, one object a line, blank lines left out. Texts are taken as they are, numbers as they are spelled,
/// true and false as those words; null and an absent field are missing values.
/// </summary>
public static class JsonLines
{
    private const int LongestLine = 1 << 24;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fields">Names of fields; null for a place that stays empty.</param>
    /// <param name="record">Takes the values of one line, in the order of <paramref name="fields"/>, valid during the call, and its number from 1.</param>
    /// <param name="cancellationToken">Looked at between lines.</param>
    /// <exception cref="FederatedException">The file is no such text (<see cref="ErrorCodes.DataUnreadable"/>), or no line has a field that is asked
    /// for (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public static void Read(string path, IReadOnlyList<string?> fields, Action<string?[], long> record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(record);
        var number = 0L;
        try
        {
            using var reader = new StreamReader(path, Strict);
            var values = new string?[fields.Count];
            var seen = new bool[fields.Count];
            var records = 0L;
            while (reader.ReadLine() is { } line)
            {
                cancellationToken.ThrowIfCancellationRequested();
                number++;
                if (line.Length > LongestLine)
                    throw Unreadable(path, number, $"the line is longer than {LongestLine} characters. Is every record on a line of its own?", null);
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                Take(path, number, line, fields, values, seen);
                record(values, number);
                records++;
            }

            var missing = Array.FindIndex(seen, s => !s);
            if (records > 0 && missing >= 0 && fields[missing] is { } name)
                throw new FederatedException(ErrorCodes.DataMismatch, $"{path}: no line has the field '{name}'. Add it, or correct its name (case matters).");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FederatedException(ErrorCodes.DataUnreadable, number > 0
                ? $"{path}, after line {number}: the text is no UTF-8, or cannot be read on. Write the file again."
                : $"JSON lines file '{path}' cannot be read. Check that it exists, is readable and is UTF-8 text.", e.Message, e);
        }
    }

    private static void Take(string path, long number, string line, IReadOnlyList<string?> fields, string?[] values, bool[] seen)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Unreadable(path, number, $"the line holds {Kind(document.RootElement)}, wanted an object such as {{\"text\": \"...\", \"label\": \"...\"}}.", null);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = null;
                if (fields[i] is not { } name || !document.RootElement.TryGetProperty(name, out var value))
                    continue;
                seen[i] = true;
                values[i] = value.ValueKind switch
                {
                    JsonValueKind.String => value.GetString(),
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                    JsonValueKind.Null => null,
                    _ => throw Unreadable(path, number, $"the field '{name}' holds {Kind(value)}, wanted a text or a number. Write every value as a field of its own.", null),
                };
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Unreadable(path, number, "the line is no JSON object. Write one object a line, with quotes around names and texts.", e);
        }
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "true, false or null",
    };

    private static FederatedException Unreadable(string path, long line, string what, Exception? inner) =>
        new(ErrorCodes.DataUnreadable, $"{path}, line {line}: {what}", inner?.Message, inner);
}

using System.Text;
using Federated.Domain.Errors;

namespace Federated.Training.Data.Tokens;

/// <summary>Plain text files, each one document: UTF-8, read whole.</summary>
public static class TextDocuments
{
    private const long LargestFile = 512L << 20;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The files that paths stand for: a folder stands for the files *.txt right in it, in the order of their names.</summary>
    /// <exception cref="FederatedException">FED-1501 when there are none.</exception>
    public static IReadOnlyList<string> Files(IEnumerable<string> paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                files.Add(path);
                continue;
            }

            var inside = Directory.GetFiles(path, "*.txt");
            if (inside.Length == 0)
                throw new FederatedException(ErrorCodes.DataUnreadable, $"Folder '{path}' has no file *.txt; wanted plain text. Name the files, or a folder that has some.");
            Array.Sort(inside, StringComparer.Ordinal);
            files.AddRange(inside);
        }

        return files.Count > 0 ? files : throw new FederatedException(ErrorCodes.DataUnreadable, "Got no text files; wanted at least one.");
    }

    /// <summary>Reads one file.</summary>
    /// <exception cref="FederatedException">FED-1501 when it cannot be read, is no UTF-8, or is blank.</exception>
    public static string Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestFile } file)
                throw new FederatedException(ErrorCodes.DataUnreadable, $"Text file '{path}' has {file.Length} bytes, wanted at most {LargestFile}. Split it.");
            var text = File.ReadAllText(path, Strict);
            return string.IsNullOrWhiteSpace(text)
                ? throw new FederatedException(ErrorCodes.DataUnreadable, $"Text file '{path}' is empty or blank. Leave it out, or put text into it.")
                : text;
        }
        catch (DecoderFallbackException e)
        {
            throw new FederatedException(ErrorCodes.DataUnreadable, $"Text file '{path}' is no UTF-8 text. Convert it, for example with iconv -t UTF-8.", e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FederatedException(ErrorCodes.DataUnreadable, $"Text file '{path}' cannot be read. Check that it exists and is readable.", e.Message, e);
        }
    }
}

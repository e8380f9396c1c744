using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.Training.Data.Tokens;

/// <summary>A public vocabulary as a file: UTF-8, a word a line, ended by LF; the word at line i, from 1, is token i + 2. Plans name it by the SHA-256 of its bytes.</summary>
public static class VocabularyFile
{
    private const long LargestFile = 64 << 20;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a vocabulary.</summary>
    public static byte[] Write(IEnumerable<string> words) => Strict.GetBytes(string.Concat(words.Select(word => word + "\n")));

    /// <summary>Reads the file that a plan names.</summary>
    /// <param name="path">The file, or null when this node was given none.</param>
    /// <param name="text">The plan's section.</param>
    /// <exception cref="FederatedException">FED-1501 when it cannot be read; FED-1502 when it is none, or another one.</exception>
    public static IReadOnlyList<string> Read(string? path, TextPlan text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (path is null)
            throw new FederatedException(ErrorCodes.DataMismatch, $"The plan wants the vocabulary {text.VocabularyHash}, and this node was given none. Ask the coordinator for the file and name it with 'fed-node data ... --vocabulary FILE'.");
        try
        {
            if (new FileInfo(path).Length > LargestFile)
                throw new FederatedException(ErrorCodes.DataUnreadable, $"Vocabulary '{path}' is longer than {LargestFile} bytes, wanted a word a line. Is it the right file?");
            var bytes = File.ReadAllBytes(path);
            var hash = ContentHash.Of(bytes);
            if (hash != text.VocabularyHash)
                throw new FederatedException(ErrorCodes.DataMismatch, $"Vocabulary '{path}' has the hash {hash}, the plan wants {text.VocabularyHash}. Ask the coordinator for that file.");
            var words = Strict.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return words.Length == text.VocabularySize && words.Distinct(StringComparer.Ordinal).Count() == words.Length
                ? words
                : throw new FederatedException(ErrorCodes.DataMismatch, $"Vocabulary '{path}' holds {words.Length} lines, or one twice; the plan wants {text.VocabularySize} words that differ. Have the coordinator correct data.text.vocabularySize.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FederatedException(ErrorCodes.DataUnreadable, $"Vocabulary '{path}' cannot be read. Check that it exists, is readable and is UTF-8 text.", e.Message, e);
        }
    }
}

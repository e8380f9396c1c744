using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;

namespace Federated.ConsoleApp.Offline;

/// <summary>A ledger export on disk.</summary>
public static class ExportFile
{
    /// <summary>Verifies it with nothing but the file and the keys.</summary>
    /// <exception cref="FederatedException">FED-1602 when there is no such file.</exception>
    public static LedgerVerdict Verify(string path, FederationKeys? trusted)
    {
        StreamReader reader;
        try
        {
            reader = new StreamReader(path, detectEncodingFromByteOrderMarks: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FederatedException(ErrorCodes.StorageUnavailable,
                $"The export {path} cannot be read: {e.Message} 'fed ledger export FILE' makes one.", inner: e);
        }

        using (reader)
            return LedgerVerifier.Verify(reader, trusted);
    }

    /// <summary>Entries of an export, in order, up to the first line that is none: that line is the verdict's business, which names it.</summary>
    /// <param name="path">An export.</param>
    /// <param name="where">Which of them.</param>
    /// <exception cref="FederatedException">There is nothing to read before that line.</exception>
    public static List<LedgerEntry> Entries(string path, Func<LedgerEntry, bool> where)
    {
        var entries = new List<LedgerEntry>();
        try
        {
            using var text = new StreamReader(path, detectEncodingFromByteOrderMarks: false);
            var reader = new LedgerExportReader(text);
            _ = reader.ReadHeader();
            while (reader.ReadEntry() is { } line)
            {
                if (LedgerCodec.Decode(Encoding.UTF8.GetBytes(line)) is var entry && where(entry))
                    entries.Add(entry);
            }
        }
        catch (FederatedException) when (entries.Count > 0)
        {
            return entries;
        }

        return entries;
    }
}

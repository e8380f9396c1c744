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
}

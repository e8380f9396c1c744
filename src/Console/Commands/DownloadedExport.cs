using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Ledger;

namespace Federated.ConsoleApp.Commands;

/// <summary>The federation's ledger as it is now, in a file for as long as it is read.</summary>
internal static class DownloadedExport
{
    /// <summary>Downloads, reads and removes it.</summary>
    /// <param name="context">What commands touch.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="read">Gets the export's path and the keys of the credentials.</param>
    /// <param name="cancellationToken">Cancels the download.</param>
    internal static async Task<T> ReadAsync<T>(CommandContext context, ParseResult parsed, Func<string, FederationKeys, T> read, CancellationToken cancellationToken)
    {
        using var client = context.Connect(parsed);
        var folder = Directory.CreateTempSubdirectory("fed-audit-");
        try
        {
            var path = Path.Combine(folder.FullName, "ledger-export.txt");
            await ReplacedFile.WriteAsync(path, stream => client.ExportAsync(stream, cancellationToken));
            return read(path, client.Credentials.Keys);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

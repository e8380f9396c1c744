using System.Security.Cryptography;
using Federated.Workbench;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Federated.Ingest;

/// <summary>Drains and hashes a body; on <c>/file</c> also writes it to a file, not synced.</summary>
internal static class BareIntake
{
    public static async Task Serve(string certificate, string key)
    {
        var folder = Path.GetDirectoryName(certificate)!;
        var (certificatePem, keyPem) = (await File.ReadAllTextAsync(certificate), await File.ReadAllTextAsync(key));
        await BareHost.Run(certificatePem, keyPem, app =>
        {
            app.MapPut("/hash", async context => await context.Response.WriteAsync(await Hash(context, null), context.RequestAborted));
            app.MapPut("/file", async context =>
            {
                using var file = File.OpenHandle(Path.Combine(folder, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None,
                    FileOptions.DeleteOnClose, context.Request.ContentLength ?? 0);
                var written = 0L;
                await context.Response.WriteAsync(await Hash(context, bytes =>
                {
                    RandomAccess.Write(file, bytes, written);
                    written += bytes.Length;
                }), context.RequestAborted);
            });
        });
    }

    private static async Task<string> Hash(HttpContext context, Action<ReadOnlySpan<byte>>? also)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await BareHost.Drain(context, bytes =>
        {
            hash.AppendData(bytes);
            also?.Invoke(bytes);
        });
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

using System.Diagnostics;
using System.Globalization;
using Federated.Workbench;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Federated.RoundOverhead;

/// <summary>
/// A round's traffic and nothing else: every client puts an update's bytes, and when all have, every answer brings a model's
/// bytes. On <c>/durable</c> the server first writes the model to a file and syncs it once.
/// </summary>
internal static class Bare
{
    public static async Task<int> Serve(string certificate, string key)
    {
        var model = new byte[Comparison.ModelBytes];
        new Random(1).NextBytes(model);
        var gate = new Gate();
        using var file = new FileStream(Path.Combine(Path.GetDirectoryName(certificate)!, "bare.model"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var (certificatePem, keyPem) = (await File.ReadAllTextAsync(certificate), await File.ReadAllTextAsync(key));
        await BareHost.Run(certificatePem, keyPem, app =>
        {
            app.MapPut("/plain", context => Answer(context, null));
            app.MapPut("/durable", context => Answer(context, () =>
            {
                file.Position = 0;
                file.Write(model);
                file.Flush(flushToDisk: true);
            }));
        });
        return 0;

        async Task Answer(HttpContext context, Action? last)
        {
            await BareHost.Drain(context);
            await gate.Pass(Comparison.Nodes, last);
            context.Response.ContentLength = model.Length;
            await context.Response.Body.WriteAsync(model, context.RequestAborted);
        }
    }

    public static async Task<int> Call(string url, string certificate, string key)
    {
        using var client = BareHost.Client(url, await File.ReadAllTextAsync(certificate), await File.ReadAllTextAsync(key));
        var update = new byte[Comparison.ModelBytes];
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            var (path, rounds) = (line.Split(' ')[0], int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
            for (var round = 1; round <= rounds; round++)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare {round} {Stopwatch.GetTimestamp()}"));
                using var response = await client.PutAsync(path, new ByteArrayContent(update));
                response.EnsureSuccessStatusCode();
            }
        }

        return 0;
    }

    /// <summary>Lets everyone pass when the last one has come.</summary>
    private sealed class Gate
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _waiting;

        public Task Pass(int count, Action? last)
        {
            TaskCompletionSource open;
            lock (_lock)
            {
                open = _open;
                if (++_waiting < count)
                    return open.Task;
                (_waiting, _open) = (0, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            last?.Invoke();
            open.SetResult();
            return open.Task;
        }
    }
}

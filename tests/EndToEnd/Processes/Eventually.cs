using System.Diagnostics;

namespace Federated.EndToEnd.Processes;

/// <summary>Waits for a condition of another process; there is no event to wait on, so it looks again until a generous limit.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static async Task<T> Get<T>(Func<Task<T?>> look, Func<string> explain)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (watch.Elapsed < Limit)
        {
            if (await look() is { } found)
                return found;
            await timer.WaitForNextTickAsync();
        }

        throw new TimeoutException($"Not within {Limit}: {explain()}");
    }

    public static async Task True(Func<Task<bool>> look, Func<string> explain) =>
        await Get(async () => await look() ? "yes" : null, explain);
}

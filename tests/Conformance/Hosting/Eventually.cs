namespace Federated.Conformance.Hosting;

/// <summary>Waits on a condition that nobody signals.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    /// <summary>Looks at <paramref name="condition"/> until it holds; fails after 20 seconds.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        using var bound = new CancellationTokenSource(Bound);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(bound.Token);
        }
    }

    /// <summary>Looks at <paramref name="condition"/> until it holds; fails after 20 seconds.</summary>
    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));

    /// <summary>Waits for <paramref name="task"/>; fails after 20 seconds.</summary>
    public static Task WithinBoundAsync(this Task task) => task.WaitAsync(Bound);

    /// <summary>Waits for <paramref name="task"/>; fails after 20 seconds.</summary>
    public static Task<T> WithinBoundAsync<T>(this Task<T> task) => task.WaitAsync(Bound);
}

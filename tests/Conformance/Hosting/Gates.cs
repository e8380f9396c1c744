using System.Collections.Concurrent;

namespace Federated.Conformance.Hosting;

/// <summary>
/// Signals between a test and its grains, by name. They are static because a grain under test runs in the test's
/// process on both sources; each test uses names of its own.
/// </summary>
internal static class Gates
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource<object?>> All = new(StringComparer.Ordinal);

    public static Task<object?> Of(string name) => Source(name).Task;

    public static void Open(string name, object? value = null) => Source(name).TrySetResult(value);

    public static bool IsOpen(string name) => Source(name).Task.IsCompleted;

    private static TaskCompletionSource<object?> Source(string name) =>
        All.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

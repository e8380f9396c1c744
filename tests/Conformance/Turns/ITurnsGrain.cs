using Orleans.Concurrency;

namespace Federated.Conformance.Turns;

[Alias("conformance.turns")]
public interface ITurnsGrain : IGrainWithStringKey
{
    /// <summary>Opens the gate "entered", waits for the gate "leave", both prefixed.</summary>
    [Alias("Hold")]
    Task Hold(string prefix);

    [Alias("Increment")]
    Task<int> Increment();

    [ReadOnly]
    [Alias("HoldReadOnly")]
    Task HoldReadOnly(string prefix);

    [ReadOnly]
    [Alias("PeekReadOnly")]
    Task<int> PeekReadOnly();

    [AlwaysInterleave]
    [Alias("PeekInterleaved")]
    Task<int> PeekInterleaved();

    [OneWay]
    [Alias("HoldOneWay")]
    Task HoldOneWay(string prefix);

    [Alias("CallItself")]
    Task CallItself();

    [Alias("IsOnSchedulerAfterAwait")]
    ValueTask<bool> IsOnSchedulerAfterAwait();

    [Alias("MostInParallel")]
    Task<int> MostInParallel();

    /// <summary>Opens the gate "entered", waits for the gate "leave" or the token, and opens "cancelled" for the latter.</summary>
    [Alias("WaitFor")]
    Task WaitFor(string prefix, CancellationToken cancellationToken);

    [ResponseTimeout("00:00:01")]
    [Alias("HoldAtMostASecond")]
    Task HoldAtMostASecond(string prefix);

    [Alias("Throw")]
    Task Throw(string message);

    [Alias("ThrowSynchronously")]
    Task ThrowSynchronously(string message);

    [Alias("Echo")]
    ValueTask<string?> Echo(string? text);
}

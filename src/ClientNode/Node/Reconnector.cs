using Federated.Domain.Errors;
using Federated.Protocol;
using Polly;
using Polly.Retry;

namespace Federated.ClientNode.Node;

/// <summary>
/// Tries calls to the federation again, 0.2 to 5 seconds apart with jitter, for as long as the node runs, and says once
/// that the federation does not answer and once that it does again.
/// </summary>
public sealed class Reconnector
{
    private readonly INodeEvents _events;
    private readonly ResiliencePipeline _transient;
    private readonly ResiliencePipeline _anything;
    private ErrorCode? _lost;

    /// <param name="time">The clock that delays run by.</param>
    /// <param name="jitter">Uniform numbers in [0, 1).</param>
    /// <param name="events">Hears of the loss and of the return.</param>
    public Reconnector(TimeProvider time, Func<double> jitter, INodeEvents events)
    {
        _events = events;
        _transient = Build(time, jitter, IsTransient);
        _anything = Build(time, jitter, _ => true);
    }

    /// <summary>True from the first failure until the next answer.</summary>
    public bool IsLost => _lost is not null;

    /// <summary>True when the same call may work a moment later: no connection, overload, a silo that starts or stops.</summary>
    public static bool IsTransient(FederatedException exception) => exception.Code.HttpStatus is 408 or 425 or 429 or 502 or 503 or 504;

    /// <summary>Calls until it works or is refused; only transient failures are tried again.</summary>
    public Task<T> Try<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) => Run(_transient, call, cancellationToken);

    /// <summary>Calls until it works, whatever the federation answers: for the long poll, which nothing can replace.</summary>
    public Task<T> Insist<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) => Run(_anything, call, cancellationToken);

    private async Task<T> Run<T>(ResiliencePipeline pipeline, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        await pipeline.ExecuteAsync(
            async (state, token) =>
            {
                var result = await state(token);
                Regained();
                return result;
            },
            call,
            cancellationToken);

    private ResiliencePipeline Build(TimeProvider time, Func<double> jitter, Func<FederatedException, bool> again) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = jitter,
                Delay = Times.Retry,
                MaxDelay = Times.LongestRetry,
                ShouldHandle = new PredicateBuilder().Handle<FederatedException>(again),
                OnRetry = arguments =>
                {
                    Lost((FederatedException)arguments.Outcome.Exception!);
                    return default;
                },
            })
            .Build();

    private void Lost(FederatedException exception)
    {
        if (_lost == exception.Code)
            return;
        _lost = exception.Code;
        _events.Say(null, $"no work from the federation, trying again until it answers: {exception.Code}: {exception.Message}", NodeEventLevel.Warning);
    }

    private void Regained()
    {
        if (_lost is null)
            return;
        _lost = null;
        _events.Say(null, "the federation answers again");
    }
}

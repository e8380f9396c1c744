using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>
/// A state of one activation. Operations run one after another; a write that has not started yet takes along the
/// writes asked for meanwhile, because it will store the value of that later moment.
/// </summary>
internal sealed class PersistentState<TState>(string name, Activation activation, IGrainStorage storage) : IPersistentState<TState>, IStateLoader
{
    private readonly GrainState<TState> _stored = new(EmptyState.Create<TState>());
    private Task _last = Task.CompletedTask;
    private Task? _waitingWrite;
    private bool _loaded;

    public TState State
    {
        get
        {
            RuntimeContext.RequireCurrent();
            return _stored.State!;
        }

        set
        {
            RuntimeContext.RequireCurrent();
            _stored.State = value;
        }
    }

    public string? Etag => _stored.ETag;

    public bool RecordExists => _loaded ? _stored.RecordExists : throw new InvalidOperationException("State has not yet been loaded");

    public Task LoadAsync(CancellationToken cancellationToken) => ReadStateAsync(cancellationToken);

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => Enqueue(
        "read",
        async () =>
        {
            await storage.ReadStateAsync(name, activation.GrainId, _stored);
            _loaded = true;
        },
        cancellationToken);

    public Task ClearStateAsync(CancellationToken cancellationToken) => Enqueue(
        "clear", () => storage.ClearStateAsync(name, activation.GrainId, _stored), cancellationToken);

    public Task WriteStateAsync(CancellationToken cancellationToken)
    {
        if (_waitingWrite is { } waiting && !cancellationToken.CanBeCanceled)
        {
            RuntimeContext.RequireCurrent();
            return waiting;
        }

        var write = Enqueue(
            "write",
            () =>
            {
                _waitingWrite = null;
                return storage.WriteStateAsync(name, activation.GrainId, _stored);
            },
            cancellationToken);
        _waitingWrite = cancellationToken.CanBeCanceled ? null : write;
        return write;
    }

    private Task Enqueue(string operation, Func<Task> run, CancellationToken cancellationToken)
    {
        RuntimeContext.RequireCurrent();
        _waitingWrite = null;
        return _last = RunAfterAsync(_last, operation, run, cancellationToken);
    }

    private async Task RunAfterAsync(Task previous, string operation, Func<Task> run, CancellationToken cancellationToken)
    {
        // Always yields, so that writes asked for in the same turn meet in one.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await run();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            activation.Runtime.Logger.StorageFailed(exception, operation, name, activation.GrainId);
            if (exception is OrleansException)
            {
                throw;
            }

            throw new OrleansException($"Error from storage during {operation} of {name} for grain {activation.GrainId}: {exception.Message}", exception);
        }
    }
}

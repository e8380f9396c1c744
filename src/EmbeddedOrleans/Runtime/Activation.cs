using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>
/// One activation of a grain: its turns, its life from activation to deactivation, and its queue of calls. Calls that
/// arrive while it ends wait and move to the next activation.
/// </summary>
internal sealed class Activation : IGrainContext
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IStateLoader> _states = [];
    private AsyncServiceScope? _scope;
    private readonly CallQueue _queue;
    private readonly ActivationTaskScheduler _turns;
    private ActivationState _state;
    private DeactivationReason _reason;
    private CancellationToken _deactivationDeadline;
    private DateTimeOffset _lastUse;
    private DateTimeOffset _keepUntil = DateTimeOffset.MinValue;

    public Activation(GrainRuntime runtime, GrainClass grainClass, ActivationKey key)
    {
        Runtime = runtime;
        Class = grainClass;
        Key = key;
        _queue = new CallQueue(grainClass.Reentrant);
        _turns = new ActivationTaskScheduler(this);
        _lastUse = runtime.Clock.GetUtcNow();
        Timers = new GrainTimers(this);
    }

    public GrainRuntime Runtime { get; }

    public GrainClass Class { get; }

    public ActivationKey Key { get; }

    public GrainTimers Timers { get; }

    public GrainId GrainId => Key.Grain;

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices => _scope?.ServiceProvider ?? throw new InvalidOperationException($"The grain {GrainId} is not active yet.");

    public Task Deactivated => _ended.Task;

    /// <summary>Calls running and waiting; stateless workers are picked by it.</summary>
    public int Load
    {
        get
        {
            lock (_gate)
            {
                return _queue.Load;
            }
        }
    }

    public void AddState(IStateLoader state) => _states.Add(state);

    /// <summary>Queues a call; false if the activation has ended, and another must be made.</summary>
    public bool TryReceive(Call call)
    {
        var starts = false;
        lock (_gate)
        {
            if (_state == ActivationState.Ended)
            {
                return false;
            }

            _queue.Add(call);
            if (call.KeepsAlive)
            {
                _lastUse = Runtime.Clock.GetUtcNow();
            }

            if (_state == ActivationState.Created)
            {
                _state = ActivationState.Activating;
                starts = true;
            }
        }

        if (starts)
        {
            _turns.Run(() => ActivateAsync(call));
        }
        else
        {
            Pump();
        }

        return true;
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_state is ActivationState.Deactivating or ActivationState.Ended)
            {
                return;
            }

            if (_reason.ReasonCode == DeactivationReasonCode.None)
            {
                _reason = deactivationReason;
                _deactivationDeadline = cancellationToken;
            }

            if (_state == ActivationState.Created)
            {
                _state = ActivationState.Ended;
                _ended.TrySetResult();
                return;
            }
        }

        Pump();
    }

    public void DelayDeactivation(TimeSpan time)
    {
        lock (_gate)
        {
            _keepUntil = time == Timeout.InfiniteTimeSpan || time == TimeSpan.MaxValue
                ? DateTimeOffset.MaxValue
                : Runtime.Clock.GetUtcNow() + time;
        }
    }

    public void CollectIfIdle(TimeSpan age)
    {
        lock (_gate)
        {
            var now = Runtime.Clock.GetUtcNow();
            if (_state != ActivationState.Valid || !_queue.IsIdle || now - _lastUse < age || now < _keepUntil)
            {
                return;
            }
        }

        Deactivate(new(DeactivationReasonCode.ActivationIdle, $"No call came for {age}."), CancellationToken.None);
    }

    /// <summary>Starts every call that may start; when the activation is asked to end and none runs, ends it.</summary>
    private void Pump()
    {
        while (true)
        {
            Call? call;
            lock (_gate)
            {
                if (_state != ActivationState.Valid)
                {
                    return;
                }

                if (_reason.ReasonCode != DeactivationReasonCode.None)
                {
                    if (_queue.Running > 0)
                    {
                        return;
                    }

                    _state = ActivationState.Deactivating;
                    call = null;
                }
                else if ((call = _queue.TakeNext()) is null)
                {
                    return;
                }
            }

            if (call is null)
            {
                _turns.Run(DeactivateAsync);
                return;
            }

            _turns.Run(() => RunAsync(call));
        }
    }

    private async Task RunAsync(Call call)
    {
        RequestContext.Current = call.Context;
        try
        {
            call.Complete(await IncomingCallContext.RunAsync(call, this, GrainInstance!, Runtime.IncomingFilters));
        }
        catch (Exception exception)
        {
            if (exception is InconsistentStateException { IsSourceActivation: true } inconsistent)
            {
                inconsistent.IsSourceActivation = false;
                Deactivate(new(DeactivationReasonCode.ApplicationError, exception, exception.Message), CancellationToken.None);
            }

            if (call.Method.OneWay || call.IsLocal)
            {
                Runtime.Logger.OneWayFailed(exception, call);
            }

            call.Fail(exception);
        }

        lock (_gate)
        {
            _queue.Finished(call);
            if (call.KeepsAlive)
            {
                _lastUse = Runtime.Clock.GetUtcNow();
            }
        }

        Pump();
    }

    private async Task ActivateAsync(Call first)
    {
        RequestContext.Current = first.Context;
        try
        {
            using var deadline = new CancellationTokenSource(Runtime.Collection.ActivationTimeout, Runtime.Clock);
            _scope = Runtime.Services.CreateAsyncScope();
            GrainInstance = Class.Create(this);
            foreach (var state in _states)
            {
                await state.LoadAsync(deadline.Token);
            }

            await ((IGrainBase)GrainInstance).OnActivateAsync(deadline.Token);
        }
        catch (Exception exception)
        {
            Runtime.Logger.ActivationFailed(exception, GrainId);
            _reason = new(DeactivationReasonCode.ActivationFailed, exception, "The grain failed to activate.");
            await EndAsync(call => call.Fail(exception));
            return;
        }

        lock (_gate)
        {
            _state = ActivationState.Valid;
        }

        Pump();
    }

    private async Task DeactivateAsync()
    {
        Timers.Dispose();
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_deactivationDeadline);
            using var limit = new CancellationTokenSource(Runtime.Collection.DeactivationTimeout, Runtime.Clock);
            using var linked = limit.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
            await ((IGrainBase)GrainInstance!).OnDeactivateAsync(_reason, deadline.Token);
        }
        catch (Exception exception)
        {
            Runtime.Logger.DeactivationFailed(exception, GrainId);
        }

        await EndAsync(Runtime.Catalog.Forward);
    }

    private async Task EndAsync(Action<Call> disposeOfWaiting)
    {
        List<Call> waiting;
        Timers.Dispose();
        lock (_gate)
        {
            _state = ActivationState.Ended;
            waiting = _queue.TakeAll();
        }

        Runtime.Catalog.Remove(this);
        waiting.FindAll(call => !call.IsLocal).ForEach(disposeOfWaiting);
        try
        {
            await DisposeInstanceAsync();
        }
        catch (Exception exception)
        {
            Runtime.Logger.DeactivationFailed(exception, GrainId);
        }

        _ended.TrySetResult();
    }

    private async Task DisposeInstanceAsync()
    {
        if (GrainInstance is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            (GrainInstance as IDisposable)?.Dispose();
        }

        if (_scope is { } scope)
        {
            await scope.DisposeAsync();
        }
    }
}

using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>The activations of this process: at most one per key, except for stateless workers.</summary>
internal sealed class Catalog(GrainRuntime runtime, GrainClasses classes)
{
    /// <summary>A call moves this often to a next activation before it is refused; a grain may be ending each time.</summary>
    private const int MaxForwards = 2;

    private readonly ConcurrentDictionary<ActivationKey, Activation> _activations = new();
    private volatile bool _stopping;

    public void Dispatch(Call call)
    {
        var grainClass = classes.Get(call.Target.Type);
        while (true)
        {
            var key = new ActivationKey(call.Target, grainClass.MaxActivations == 1 ? 0 : PickWorker(call.Target, grainClass.MaxActivations));
            if (!_activations.TryGetValue(key, out var activation))
            {
                if (_stopping)
                {
                    call.Fail(new SiloUnavailableException($"The silo is stopping, so {call} did not start."));
                    return;
                }

                activation = _activations.GetOrAdd(key, static (wanted, made) => new Activation(made.runtime, made.grainClass, wanted), (runtime, grainClass));
            }

            if (activation.TryReceive(call))
            {
                return;
            }

            Remove(activation);
        }
    }

    /// <summary>Moves a call that waited for an activation that ended.</summary>
    public void Forward(Call call)
    {
        if (++call.Forwards > MaxForwards)
        {
            call.Fail(new OrleansMessageRejectionException($"{call} was forwarded {MaxForwards} times; its grain ends before it takes calls."));
            return;
        }

        Dispatch(call);
    }

    public void Remove(Activation activation) => _activations.TryRemove(new(activation.Key, activation));

    public void Collect(Func<Activation, TimeSpan> age)
    {
        foreach (var activation in _activations.Values.Where(item => !item.Class.KeepAlive))
        {
            activation.CollectIfIdle(age(activation));
        }
    }

    /// <summary>Ends every activation and waits for them, until <paramref name="deadline"/>.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        _stopping = true;
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo is stopping.");
        try
        {
            // Again, because a call may have made an activation while stopping began.
            while (!_activations.IsEmpty)
            {
                var all = _activations.Values.ToList();
                all.ForEach(activation => activation.Deactivate(reason, deadline));
                await Task.WhenAll(all.Select(activation => activation.Deactivated))
                    .WaitAsync(runtime.Collection.DeactivationTimeout, runtime.Clock, deadline);
                all.ForEach(Remove);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            runtime.Logger.StopDeadlinePassed(_activations.Count);
        }
    }

    /// <summary>A free place first, then an idle worker, then the one with the shortest queue.</summary>
    private int PickWorker(GrainId grain, int count)
    {
        var (best, bestLoad) = (0, int.MaxValue);
        for (var worker = 0; worker < count && bestLoad > 0; worker++)
        {
            var load = _activations.TryGetValue(new(grain, worker), out var activation) ? activation.Load : 0;
            if (load < bestLoad)
            {
                (best, bestLoad) = (worker, load);
            }
        }

        return best;
    }
}

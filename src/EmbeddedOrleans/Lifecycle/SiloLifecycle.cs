namespace Orleans.Runtime;

/// <summary>Starts stages upwards and stops those that started downwards; inside a stage all run together.</summary>
internal sealed class SiloLifecycle : ISiloLifecycle
{
    private readonly List<Subscription> _subscriptions = [];

    public int HighestCompletedStage { get; private set; } = int.MinValue;

    public int LowestStoppedStage { get; private set; } = int.MaxValue;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        var subscription = new Subscription(this, stage, observer);
        _subscriptions.Add(subscription);
        return subscription;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var stage in _subscriptions.GroupBy(item => item.Stage).OrderBy(group => group.Key).ToList())
        {
            await Task.WhenAll(stage.Select(item => item.Observer.OnStart(cancellationToken)));
            HighestCompletedStage = stage.Key;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        List<Exception> failures = [];
        foreach (var stage in _subscriptions.Where(item => item.Stage <= HighestCompletedStage)
            .GroupBy(item => item.Stage).OrderByDescending(group => group.Key).ToList())
        {
            foreach (var item in stage)
            {
                try
                {
                    await item.Observer.OnStop(cancellationToken);
                }
                catch (Exception exception)
                {
                    failures.Add(exception);
                }
            }

            LowestStoppedStage = stage.Key;
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("Not all of the silo stopped cleanly.", failures);
        }
    }

    private sealed class Subscription(SiloLifecycle owner, int stage, ILifecycleObserver observer) : IDisposable
    {
        public int Stage => stage;

        public ILifecycleObserver Observer => observer;

        public void Dispose() => owner._subscriptions.Remove(this);
    }
}

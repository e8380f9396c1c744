namespace Orleans.Runtime;

/// <summary>
/// Runs the tasks of one activation one after another on the thread pool. Awaits inside a grain method come back
/// here, so the method's continuations are turns too.
/// </summary>
internal sealed class ActivationTaskScheduler(IGrainContext context) : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>After this many tasks the thread goes back to the pool, so that a busy grain does not starve others.</summary>
    private const int TasksPerSlice = 64;

    private readonly Queue<Task> _tasks = new();
    private bool _scheduled;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Starts <paramref name="body"/> as a turn, without the caller's execution context.</summary>
    public void Run(Func<Task> body)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            Start(body);
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            Start(body);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        var previous = RuntimeContext.Exchange(context);
        try
        {
            for (var count = 0; count < TasksPerSlice; count++)
            {
                if (Next() is not { } task)
                {
                    return;
                }

                TryExecuteTask(task);
            }
        }
        finally
        {
            RuntimeContext.Exchange(previous);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void QueueTask(Task task)
    {
        lock (_tasks)
        {
            _tasks.Enqueue(task);
            if (_scheduled)
            {
                return;
            }

            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        ReferenceEquals(RuntimeContext.Current, context) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_tasks)
        {
            return [.. _tasks];
        }
    }

    private void Start(Func<Task> body) =>
        _ = Task.Factory.StartNew(body, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    private Task? Next()
    {
        lock (_tasks)
        {
            _scheduled = _tasks.TryDequeue(out var task);
            return task;
        }
    }
}

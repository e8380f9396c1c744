namespace Federated.Conformance.Calls;

internal sealed class NewsPaper : INews
{
    private int _running;

    public int Most { get; private set; }

    public TaskScheduler? SeenScheduler { get; private set; }

    public async Task<string> Tell(string text)
    {
        Most = Math.Max(Most, Interlocked.Increment(ref _running));
        SeenScheduler = TaskScheduler.Current;
        await Task.Yield();
        Interlocked.Decrement(ref _running);
        return text == "throw" ? throw new InvalidOperationException("bad news") : $"read: {text}";
    }
}

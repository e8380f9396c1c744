namespace Federated.Conformance.Calls;

public sealed class NewsGrain : Grain, INewsGrain
{
    private INews? _reader;

    public Task Subscribe(INews reader)
    {
        _reader = reader;
        return Task.CompletedTask;
    }

    public Task<string> Publish(string text) => _reader!.Tell(text);
}

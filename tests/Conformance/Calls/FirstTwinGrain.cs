namespace Federated.Conformance.Calls;

public sealed class FirstTwinGrain : Grain, ITwinsGrain
{
    public Task Touch() => Task.CompletedTask;
}

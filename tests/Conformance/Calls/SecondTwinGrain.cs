namespace Federated.Conformance.Calls;

public sealed class SecondTwinGrain : Grain, ITwinsGrain
{
    public Task Touch() => Task.CompletedTask;
}

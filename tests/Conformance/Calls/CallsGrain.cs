namespace Federated.Conformance.Calls;

public sealed class CallsGrain(IGrainFactory grains, IGrainContextAccessor accessor, IGrainContext context) : Grain, ICallsGrain
{
    public Task<int> Add(int left, int right) => Task.FromResult(left + right);

    public Task<string?> ReadContext(string name)
    {
        var value = RequestContext.Get(name) as string;
        RequestContext.Set(name, "changed by the callee");
        return Task.FromResult(value);
    }

    public async Task<string?> ReadContextBehind(string name, string otherKey)
    {
        await Task.Yield();
        return await grains.GetGrain<ICallsGrain>(otherKey).ReadContext(name);
    }

    public Task<string> KeyOf(ICallsGrain other) => Task.FromResult(other.GetPrimaryKeyString());

    public Task<string> KeyOfThis(ICallsGrain other) => other.KeyOf(this);

    public Task<string> Identity() => Task.FromResult(
        accessor.GrainContext.GrainId == context.GrainId && context.GrainId == this.GetGrainId() ? IdentityString : "differs");
}

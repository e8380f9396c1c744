using Federated.Conformance.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Conformance.Calls;

public sealed class CallsTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private readonly TestSilo _silo = shared.Silo;

    [Fact]
    public async Task RequestContext_SetByTheCaller_ReachesTheGrainAndTheGrainBehindIt()
    {
        RequestContext.Set("who", "the test");

        Assert.Equal("the test", await _silo.Grain<ICallsGrain>("context-a").ReadContext("who"));
        Assert.Equal("the test", await _silo.Grain<ICallsGrain>("context-b").ReadContextBehind("who", "context-c"));
        Assert.Equal("the test", RequestContext.Get("who"));

        Assert.True(RequestContext.Remove("who"));
        Assert.Null(await _silo.Grain<ICallsGrain>("context-a").ReadContext("who"));
    }

    [Fact]
    public async Task Reference_PassedAsAnArgument_IsTheSameGrain() =>
        Assert.Equal("calls-other", await _silo.Grain<ICallsGrain>("calls-one").KeyOf(_silo.Grain<ICallsGrain>("calls-other")));

    [Fact]
    public async Task Grain_PassingItself_PassesAReference() =>
        Assert.Equal("calls-self", await _silo.Grain<ICallsGrain>("calls-self").KeyOfThis(_silo.Grain<ICallsGrain>("calls-other")));

    [Fact]
    public async Task Grain_AskedForItsIdentity_IsItsTypeAndKey() =>
        Assert.Equal("calls/calls-identity", await _silo.Grain<ICallsGrain>("calls-identity").Identity());

    [Fact]
    public void References_OfTheSameGrain_AreEqual()
    {
        var one = _silo.Grain<ICallsGrain>("calls-equal");
        var other = _silo.Grain<ICallsGrain>("calls-equal");

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.Equal("calls-equal", one.GetPrimaryKeyString());
        Assert.NotEqual(one, _silo.Grain<ICallsGrain>("calls-unequal"));
    }

    [Fact]
    public void UniformHash_OfAGrainId_IsThatOfOrleans() =>
        Assert.Equal(831806783u, GrainId.Create("type", "key").GetUniformHashCode());

    [Fact]
    public void GetGrain_OfAnInterfaceThatNobodyImplements_IsRefused() =>
        Assert.Throws<ArgumentException>(() => _silo.Grain<INobodysGrain>("nobody"));

    [Fact]
    public void GetGrain_OfAnInterfaceWithTwoClasses_IsRefusedByName()
    {
        var refusal = Assert.Throws<ArgumentException>(() => _silo.Grain<ITwinsGrain>("twins"));

        Assert.Contains("twin", refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task ClusterClient_OfTheHost_CallsGrains() =>
        Assert.Equal(5, await _silo.Services.GetRequiredService<IClusterClient>().GetGrain<ICallsGrain>("calls-client").Add(2, 3));
}

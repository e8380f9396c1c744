using System.Globalization;
using Federated.Grains.Abstractions.Round;
using Federated.Silo.Hosting;
using NSubstitute;

namespace Federated.Silo.Tests.Api;

public sealed class ProductCallFilterTests
{
    private readonly IIncomingGrainCallContext _call = Substitute.For<IIncomingGrainCallContext>();

    [Theory]
    [InlineData(null)]
    [InlineData("round/round-a-000001")]
    [InlineData("sys.client/hosted-127.0.0.1:11111@1")]
    [InlineData("sys.svc.user.system/x")]
    public async Task Product_CalledFromInside_Passes(string? source)
    {
        Arrange(typeof(IRoundGrain), source);

        await new ProductCallFilter().Invoke(_call);

        await _call.Received(1).Invoke();
    }

    [Fact]
    public async Task Product_CalledByAnOrleansClient_IsDenied()
    {
        Arrange(typeof(IRoundGrain), "sys.client/6ba7b8109dad11d180b400c04fd430c8");

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => new ProductCallFilter().Invoke(_call));

        await _call.DidNotReceive().Invoke();
    }

    [Fact]
    public async Task SomebodyElses_CalledByAnOrleansClient_Passes()
    {
        Arrange(typeof(IDisposable), "sys.client/6ba7b8109dad11d180b400c04fd430c8");

        await new ProductCallFilter().Invoke(_call);

        await _call.Received(1).Invoke();
    }

    private void Arrange(Type declaring, string? source)
    {
        _call.InterfaceMethod.Returns(declaring.GetMethods()[0]);
        _call.SourceId.Returns(source is null ? null : GrainId.Parse(source, CultureInfo.InvariantCulture));
    }
}

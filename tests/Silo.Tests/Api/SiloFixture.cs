namespace Federated.Silo.Tests.Api;

/// <summary>One silo for a class of tests that leave each other alone.</summary>
public sealed class SiloFixture : IAsyncLifetime
{
    public SiloUnderTest Silo { get; private set; } = null!;

    public async Task InitializeAsync() => Silo = await SiloUnderTest.Start();

    public async Task DisposeAsync() => await Silo.DisposeAsync();
}

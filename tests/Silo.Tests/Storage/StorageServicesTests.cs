using Federated.Domain.Errors;
using Federated.Grains.Ports;
using Federated.Silo.Security;
using Federated.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Federated.Silo.Tests.Storage;

public sealed class StorageServicesTests : IDisposable
{
    private readonly SiloPaths _paths = new(Path.Combine(Path.GetTempPath(), "federated-tests", Path.GetRandomFileName()));

    public void Dispose() => Directory.Delete(_paths.DataDirectory, recursive: true);

    [Fact]
    public async Task AddFederatedStorage_EmptyDirectoryThenRestart_KeepsFederationAndLedger()
    {
        string federation;
        await using (var services = Build())
        {
            await Start(services);
            federation = services.GetRequiredService<IFederationKeys>().Federation;
            await services.GetRequiredService<ILedgerStore>().Append(new([LedgerSamples.Enrolled("north")]));
        }

        await using var again = Build();
        await Start(again);
        Assert.Equal(federation, again.GetRequiredService<CertificateAuthority>().Federation);
        Assert.Equal(1, (await again.GetRequiredService<ILedgerStore>().ReadHead()).Size);
        Assert.IsType<NoFaultPoints>(again.GetRequiredService<IFaultPoints>());
        Assert.IsType<JsonGrainStorageSerializer>(again.GetRequiredService<Orleans.Storage.IGrainStorageSerializer>());
    }

    [Fact]
    public async Task AddFederatedStorage_CallersOwnServices_Stay()
    {
        var points = new OwnFaultPoints();
        using var keys = KeyStore.LoadOrCreate(_paths);

        await using var services = new ServiceCollection().AddSingleton<IFaultPoints>(points).AddSingleton(keys).AddFederatedStorage(_paths).BuildServiceProvider();

        Assert.Same(points, services.GetRequiredService<IFaultPoints>());
        Assert.Same(keys, services.GetRequiredService<IFederationKeys>());
    }

    [Fact]
    public async Task Start_KeysWereLost_IsRefusedBeforeAnythingIsWritten()
    {
        await using (var services = Build())
            await Start(services);
        Directory.Delete(_paths.Keys, recursive: true);

        await using var again = Build();
        var refusal = await Assert.ThrowsAsync<FederatedException>(() => Start(again));

        Assert.Equal(ErrorCodes.ConfigurationInvalid, refusal.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_paths.Keys));
    }

    [Fact]
    public void CreateDirectories_NewDirectory_IsItsOwnersAlone()
    {
        _paths.CreateDirectories();
        if (OperatingSystem.IsWindows())
            return;

        foreach (var folder in (string[])[_paths.DataDirectory, _paths.Keys, _paths.Blobs, _paths.Staging])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public void CreateDirectories_FileInTheWay_IsRefused()
    {
        Directory.CreateDirectory(_paths.DataDirectory);
        File.WriteAllText(_paths.Blobs, "in the way");

        Assert.Equal(ErrorCodes.ConfigurationInvalid, Assert.Throws<FederatedException>(_paths.CreateDirectories).Code);
    }

    private ServiceProvider Build() => new ServiceCollection().AddFederatedStorage(_paths).BuildServiceProvider();

    private static Task Start(ServiceProvider services) =>
        services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Single().StartingAsync(CancellationToken.None);

    private sealed class OwnFaultPoints : IFaultPoints
    {
        public void Reach(FaultPoint point, Domain.Rounds.RoundId round)
        {
        }
    }
}

using System.Collections.Immutable;
using System.Text;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Federation;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Abstractions.Run;
using Federated.Grains.Ports;
using Federated.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Grains.Tests;

/// <summary>The grains on a silo in this process, with the product's own ledger and blob store in a fresh directory.</summary>
public sealed class TestSilo : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("federated-grains-").FullName;
    private IHost? _host;

    /// <summary>What a test puts in the place of the product's own, before those are registered.</summary>
    public Action<IHostApplicationBuilder, SiloPaths>? Configure { get; init; }

    public TestFaults Faults { get; } = new();

    /// <summary>Services that take the place of the product's.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    public IBlobStore Blobs => _host!.Services.GetRequiredService<IBlobStore>();

    public string ConnectionString => _host!.Services.GetRequiredService<SqliteConnections>().ConnectionString;

    public IGrainFactory Grains => _host!.Services.GetRequiredService<IGrainFactory>();

    public ILedgerStore LedgerStore => _host!.Services.GetRequiredService<ILedgerStore>();

    public ILedgerGrain Ledger => Grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger);

    public IFederationGrain Federation => Grains.GetGrain<IFederationGrain>(GrainKeys.Federation);

    public IPartnerGrain Partner(string name) => Grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(PartnerName.Parse(name)));

    public IRunGrain Run(string run) => Grains.GetGrain<IRunGrain>(GrainKeys.Run(RunId.Parse(run)));

    public IRoundGrain Round(string run, int number) => Grains.GetGrain<IRoundGrain>(GrainKeys.Round(new(RunId.Parse(run), number)));

    public async Task InitializeAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IFaultPoints>(Faults);
        var paths = new SiloPaths(_directory).CreateDirectories();
        Configure?.Invoke(builder, paths);
        Services?.Invoke(builder.Services);
        builder.Services.AddFederatedStorage(paths).AddFederatedGrains();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort: FreePort.Next(), gatewayPort: FreePort.Next())
            .AddMemoryGrainStorageAsDefault()
            .UseInMemoryReminderService());
        _host = builder.Build();
        await _host.StartAsync();
        await Federation.Start(_host.Services.GetRequiredService<IFederationKeys>().Federation, new string('a', 64));
    }

    /// <summary>Partners that are enrolled.</summary>
    public async Task Enrol(params string[] partners)
    {
        foreach (var partner in partners)
        {
            Assert.Null((await Partner(partner).Invite(new(Hash("secret"), DateTimeOffset.MaxValue))).Failure);
            Assert.Null((await Partner(partner).Enrol(new(Hash("secret"), Hash(partner), Hash("certificate of " + partner)))).Failure);
        }
    }

    public async Task<LaunchReply> Launch(RunPlan plan, string run, string? operation = null) => await Federation.Launch(
        new(Encoding.UTF8.GetString(RunPlanFile.Canonical(plan)), run, operation ?? run));

    public async Task<ImmutableArray<LedgerEntry>> Entries(string run) =>
        [.. (await LedgerStore.EntriesOfRun(RunId.Parse(run))).Select(e => e.Decode())];

    public async Task<byte[]> Blob(string hash) =>
        (await _host!.Services.GetRequiredService<IBlobStore>().Read(Domain.Models.ContentHash.Parse(hash)))!;

    public static string Hash(string text) => Domain.Models.ContentHash.Of(Encoding.UTF8.GetBytes(text)).ToString();

    /// <summary>Looks again until a condition of the grains holds; fails after a generous limit.</summary>
    public static async Task<T> Eventually<T>(Func<Task<T>> look, Func<T, bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var seen = await look();
            if (holds(seen))
                return seen;
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Stops the host; what it wrote stays until <see cref="DisposeAsync"/>.</summary>
    public Task Stop() => _host!.StopAsync();

    public async Task DisposeAsync()
    {
        await Stop();
        _host!.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}

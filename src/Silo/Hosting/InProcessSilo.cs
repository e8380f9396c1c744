using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Run;
using Federated.Grains.Ports;
using Federated.Protocol.Runs;
using Federated.Protocol.Work;
using Federated.Silo.Api;
using Federated.Silo.Api.Endpoints;
using Federated.Silo.Api.Mapping;
using Federated.Silo.Intake;
using Federated.Silo.Storage;

namespace Federated.Silo.Hosting;

/// <summary>
/// A silo inside another program: the same storage, grains and intake, without listeners. Nobody checks who calls here, so
/// whoever holds it speaks for everybody; it is for programs that play all parties, such as the simulation.
/// </summary>
public sealed class InProcessSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly IntakeService _intake;
    private readonly ContributionBook _contributions;
    private readonly IFederationKeys _keys;
    private readonly IBlobStore _blobs;
    private readonly TimeProvider _time;

    private InProcessSilo(IHost host)
    {
        _host = host;
        Grains = host.Services.GetRequiredService<IGrainFactory>();
        _intake = host.Services.GetRequiredService<IntakeService>();
        _contributions = host.Services.GetRequiredService<ContributionBook>();
        _keys = host.Services.GetRequiredService<IFederationKeys>();
        _blobs = host.Services.GetRequiredService<IBlobStore>();
        _time = host.Services.GetRequiredService<TimeProvider>();
    }

    /// <summary>The grains.</summary>
    public IGrainFactory Grains { get; }

    /// <summary>What receipts and checkpoints verify with.</summary>
    public FederationKeys Keys => _keys.PublicKeys;

    /// <summary>Starts a silo.</summary>
    /// <param name="options">As for <c>fed-silo</c>; its listeners' ports are only kept for a later start with listeners.</param>
    /// <param name="configure">Has the last word on the services; adds logging.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="Domain.Errors.FederatedException">FED-1601 when it cannot be started so.</exception>
    public static async Task<InProcessSilo> Start(SiloOptions options, Action<IServiceCollection>? configure, CancellationToken cancellationToken)
    {
        SiloOptionsRules.Check(options);
        var paths = new SiloPaths(options.DataDirectory).CreateDirectories();
        var ports = SiloPorts.Resolve(options, paths);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Services.AddSiloCore(options, paths, ports).AddSingleton<ContributionBook>();
        builder.UseOrleans(silo => OrleansSetup.Configure(silo, options, ports));
        builder.Services.AddSiloWork(options).AddSingleton<IHostLifetime, NoSignals>();
        configure?.Invoke(builder.Services);
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new(host);
        }
        catch
        {
            await Dispose(host);
            throw;
        }
    }

    /// <summary>Takes in an update, as the node listener does for who holds the partner's certificate.</summary>
    /// <exception cref="Domain.Errors.FederatedException">As <see cref="IntakeService.Accept"/>.</exception>
    public async Task<UploadResponse> Accept(PartnerName partner, RoundId round, ReadOnlyMemory<byte> update, CancellationToken cancellationToken)
    {
        var outcome = await _intake.Accept(partner, round, new(PipeReader.Create(new ReadOnlySequence<byte>(update)), update.Length), cancellationToken);
        return new(outcome.Receipt, outcome.Duplicate);
    }

    /// <summary>Opens a committed model.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1306 when none has this hash.</exception>
    public async Task<Stream> OpenModel(ContentHash model) => (await ModelEndpoints.Open(model.ToString(), Grains, _blobs)).Bytes;

    /// <summary>Brings in a model that no run made, as <c>fed model import</c> does.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1505 when it is not a model of finite float32 tensors.</exception>
    public async Task<ContentHash> ImportModel(string name, string source, ReadOnlyMemory<byte> file, CancellationToken cancellationToken) =>
        (await ModelImport.Store(name, source, "in-process", file, Grains, _blobs, _time, cancellationToken)).Model;

    /// <summary>A partner's standing.</summary>
    public async Task<SelfResponse> Self(PartnerName partner, CancellationToken cancellationToken) =>
        new(partner, _keys.Federation, (await _contributions.Read(partner, cancellationToken)).ToRow());

    /// <summary>A run now.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1301 when there is no such run.</exception>
    public async Task<RunView> Run(RunId run) => await RunEndpoints.View(run, await Grain(run).Status(), Grains, _time);

    /// <summary>A run as soon as it is newer than <paramref name="after"/>, or after some seconds.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1301 when there is no such run.</exception>
    public async Task<RunView> Run(RunId run, long after, CancellationToken cancellationToken) =>
        await RunEndpoints.View(run, await Grain(run).Watch(after, WorkDesk.Slice).WaitAsync(cancellationToken), Grains, _time);

    /// <summary>The committed models of a run, from round 0.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1301 when there is no such run.</exception>
    public async Task<ImmutableArray<ModelVersion>> Models(RunId run) => [.. await ModelEndpoints.VersionsOf(run, Grains)];

    /// <summary>Writes the ledger export.</summary>
    public Task ExportLedger(Stream destination, CancellationToken cancellationToken) => LedgerExport.Write(destination, Grains, _keys, cancellationToken);

    /// <summary>Stops it; what is in the data directory stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await Dispose(_host);
    }

    private static ValueTask Dispose(IHost host)
    {
        if (host is IAsyncDisposable disposable)
            return disposable.DisposeAsync();
        host.Dispose();
        return ValueTask.CompletedTask;
    }

    private IRunGrain Grain(RunId run) => Grains.GetGrain<IRunGrain>(GrainKeys.Run(run));
}

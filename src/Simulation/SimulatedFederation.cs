using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Federation;
using Federated.Grains.Abstractions.Run;
using Federated.Protocol.Runs;
using Federated.Silo.Hosting;
using Federated.Training;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Federated.Simulation;

/// <summary>
/// A federation in one process: the silo's storage, grains and intake, and the nodes of virtual partners, without HTTP between
/// them. The same plan on the same shares gives the same models to the bit in mode <c>none</c>, however many train at once; in
/// the private modes noise and secret samples come from the system's generator here as everywhere, so no two runs are alike.
/// </summary>
/// <remarks>
/// Virtual partners are never late: on a few cores a large cohort would take longer than the plan's deadline, and who made it
/// would depend on the machine. So the plan runs with <see cref="Deadline"/> seconds a round.
/// </remarks>
public sealed class SimulatedFederation : IAsyncDisposable
{
    /// <summary>Seconds to a round's deadline: the most that a plan may have, a week.</summary>
    public const int Deadline = 604_800;

    // With every core training, a slow answer is no dead silo.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // A watcher is answered a few times a second: a thousand claims a second are no thousand answers.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly SimulationDirectory _directory;
    private readonly InProcessSilo _silo;
    private readonly WorkerThreads _workers;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _nodes;
    private bool _disposed;

    private SimulatedFederation(SimulationOptions options, SimulationDirectory directory, InProcessSilo silo, Remarks remarks, TimeProvider time)
    {
        (_directory, _silo, _time, Remarks) = (directory, silo, time, remarks);
        Plan = options.Plan with { RoundDeadlineSeconds = Deadline };
        _workers = new(options.Workers);
        var nodes = new VirtualNodes(silo, options.Data, _workers, Counters, remarks, time);
        _nodes = Task.WhenAll(Enumerable.Range(0, options.Data.Partners.Length).Select(index => Work(nodes, index)));
    }

    /// <summary>The plan as it is launched.</summary>
    public RunPlan Plan { get; }

    /// <summary>What the partners did.</summary>
    public SimulationCounters Counters { get; } = new();

    /// <summary>What went wrong on the way.</summary>
    public Remarks Remarks { get; }

    /// <summary>What receipts and checkpoints verify with.</summary>
    public FederationKeys Keys => _silo.Keys;

    /// <summary>The silo's data directory.</summary>
    internal string DataDirectory => _directory.Path;

    /// <summary>Starts the silo, enrols the partners and starts their nodes.</summary>
    /// <exception cref="FederatedException">FED-1003, FED-1601 or FED-1605 when the options do not fit; FED-1504 without libtorch.</exception>
    public static async Task<SimulatedFederation> StartAsync(SimulationOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        TorchRuntime.Use(threads: 1);
        var directory = SimulationDirectory.Open(options.Keep, options.Plan);
        try
        {
            var remarks = new Remarks();
            var silo = await InProcessSilo.Start(
                new SiloOptions { DataDirectory = directory.Path, ConsolePort = 0, NodePort = 0, ResponseTimeout = Patience },
                services => Configure(services, remarks, time), cancellationToken);
            try
            {
                await new VirtualEnrolment(silo.Grains, time).EnrolAsync(options.Data.Partners, cancellationToken);
                return new(options, directory, silo, remarks, time);
            }
            catch
            {
                await silo.DisposeAsync();
                throw;
            }
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Brings in a model that the plan starts from; before the launch.</summary>
    /// <exception cref="FederatedException">FED-1505 when it is not a model of finite float32 tensors.</exception>
    public Task<ContentHash> ImportAsync(string name, string source, ReadOnlyMemory<byte> file, CancellationToken cancellationToken) =>
        _silo.ImportModel(name, source, file, cancellationToken);

    /// <summary>Launches the plan.</summary>
    /// <exception cref="FederatedException">10xx when the federation refuses it.</exception>
    public async Task<LaunchResponse> LaunchAsync()
    {
        var reply = await _silo.Grains.GetGrain<IFederationGrain>(GrainKeys.Federation).Launch(
            new(JsonSerializer.Serialize(Plan, RunPlanFile.JsonOptions), Run: null, RandomNumberGenerator.GetHexString(32, lowercase: true)));
        return reply.Failure is { } failure
            ? throw failure.ToException()
            : new(RunId.Parse(reply.Run), ContentHash.Parse(reply.PlanHash), ContentHash.Parse(reply.InitialModel));
    }

    /// <summary>A run now.</summary>
    public Task<RunView> RunAsync(RunId run) => Guard(_silo.Run(run));

    /// <summary>A run when it is newer than <paramref name="after"/>, or after two seconds; not before 0.2 seconds are over.</summary>
    public async Task<RunView> RunAsync(RunId run, long after, CancellationToken cancellationToken)
    {
        await Task.Delay(Pace, _time, cancellationToken);
        return await Guard(_silo.Run(run, after, cancellationToken));
    }

    /// <summary>The run when it is over.</summary>
    public async Task<RunView> EndAsync(RunId run, CancellationToken cancellationToken)
    {
        var view = await RunAsync(run);
        while (view.Outcome == RunOutcome.Running)
            view = await RunAsync(run, view.Version, cancellationToken);
        return view;
    }

    /// <summary>The committed models of a run, from round 0.</summary>
    public Task<ImmutableArray<ModelVersion>> ModelsAsync(RunId run) => _silo.Models(run);

    /// <summary>The bytes of a committed model.</summary>
    public async Task<byte[]> ModelAsync(ContentHash model, CancellationToken cancellationToken)
    {
        await using var stream = await _silo.OpenModel(model);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Ends a run at once, and says so in the ledger; a run that has ended stays as it is.</summary>
    public async Task StopAsync(RunId run)
    {
        var grain = _silo.Grains.GetGrain<IRunGrain>(GrainKeys.Run(run));
        if ((await grain.Stop()).Failure is null)
            await grain.Stop(); // Once lets the open round finish; twice does not.
    }

    /// <summary>Writes the ledger export.</summary>
    public Task ExportAsync(Stream destination, CancellationToken cancellationToken) => _silo.ExportLedger(destination, cancellationToken);

    /// <summary>Stops nodes and silo, and deletes what is not to be kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _stop.CancelAsync();
        await _nodes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Not here: a cancelled training may have brought this very code onto a worker, which cannot wait for itself.
        await Task.Run(_workers.Dispose, CancellationToken.None);
        await _silo.DisposeAsync();
        _directory.Dispose();
        _stop.Dispose();
    }

    private static void Configure(IServiceCollection services, Remarks remarks, TimeProvider time) => services
        .AddSingleton(time)
        .AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddProvider(new SiloRemarks(remarks)));

    private async Task Work(VirtualNodes nodes, int index)
    {
        try
        {
            await Task.Yield();
            await nodes.Create(index).Run(_stop.Token);
        }
        catch (Exception e)
        {
            _failed.TrySetException(e);
        }
    }

    /// <summary>An answer, unless a node has failed: the run would then wait for it until the deadline.</summary>
    private async Task<T> Guard<T>(Task<T> answer)
    {
        if (await Task.WhenAny(answer, _failed.Task) != answer)
            await _failed.Task;
        return await answer;
    }
}

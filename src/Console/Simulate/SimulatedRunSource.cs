using System.Collections.Immutable;
using Federated.ConsoleApp.Watch;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol.Runs;
using Federated.Simulation;

namespace Federated.ConsoleApp.Simulate;

/// <summary>A simulated federation, to watch a run in.</summary>
/// <param name="federation">The federation.</param>
internal sealed class SimulatedRunSource(SimulatedFederation federation) : IRunSource
{
    /// <inheritdoc/>
    public Task<RunView> RunAsync(RunId run, CancellationToken cancellationToken) => federation.RunAsync(run).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<RunView> RunAsync(RunId run, long after, CancellationToken cancellationToken) => federation.RunAsync(run, after, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<ModelVersion>> ModelsAsync(RunId run, CancellationToken cancellationToken) => federation.ModelsAsync(run).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> ModelAsync(ContentHash model, CancellationToken cancellationToken) => federation.ModelAsync(model, cancellationToken);
}

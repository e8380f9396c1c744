using System.Collections.Immutable;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Watch;

/// <summary>Where a run can be watched: a federation over the wire, or one in this process.</summary>
public interface IRunSource
{
    /// <summary>A run now.</summary>
    Task<RunView> RunAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>A run as soon as it is newer than <paramref name="after"/>, or after a while.</summary>
    Task<RunView> RunAsync(RunId run, long after, CancellationToken cancellationToken);

    /// <summary>The committed models of a run, from round 0.</summary>
    Task<ImmutableArray<ModelVersion>> ModelsAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>The bytes of a model.</summary>
    Task<byte[]> ModelAsync(ContentHash model, CancellationToken cancellationToken);
}

using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Federated.Grains.Abstractions.Models;

/// <summary>
/// Which models exist, by run and round. It reads the ledger and keeps no book of its own, so it can never name a
/// model that was not committed. Key <see cref="GrainKeys.ModelRegistry"/>.
/// </summary>
[Alias("federated.IModelRegistryGrain")]
public interface IModelRegistryGrain : IGrainWithStringKey
{
    /// <summary>The versions of a run, oldest first; empty when the run is unknown.</summary>
    [Alias("Versions"), AlwaysInterleave]
    Task<ImmutableArray<ModelVersionMessage>> Versions(string run);

    /// <summary>True when the ledger names the model as an initial or a committed one.</summary>
    [Alias("IsCommitted"), AlwaysInterleave]
    Task<bool> IsCommitted(string model);
}

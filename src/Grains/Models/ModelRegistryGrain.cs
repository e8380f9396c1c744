using System.Collections.Immutable;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions.Models;
using Federated.Grains.Ports;

namespace Federated.Grains.Models;

/// <summary>Which models exist, read from the ledger.</summary>
public sealed class ModelRegistryGrain(ILedgerStore ledger) : Grain, IModelRegistryGrain
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<ModelVersionMessage>> Versions(string run)
    {
        var versions = ImmutableArray.CreateBuilder<ModelVersionMessage>();
        foreach (var stored in await ledger.EntriesOfRun(RunId.Parse(run)))
        {
            switch (stored.Decode())
            {
                case RunLaunched launched:
                    versions.Add(new(run, 0, launched.InitialModel.ToString(), null, launched.At));
                    break;
                case RoundCommitted committed:
                    versions.Add(new(run, committed.Round, committed.Model.ToString(), committed.BaseModel.ToString(), committed.At));
                    break;
            }
        }

        return versions.ToImmutable();
    }

    /// <inheritdoc/>
    public Task<bool> IsCommitted(string model) => ledger.IsCommittedModel(ContentHash.Parse(model));
}

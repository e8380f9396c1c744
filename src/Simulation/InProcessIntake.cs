using Federated.ClientNode.Orleans;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol.Work;
using Federated.Silo.Hosting;

namespace Federated.Simulation;

/// <summary>The silo's intake and stores, for nodes of the same process.</summary>
/// <param name="silo">The silo.</param>
/// <param name="counters">Count what it takes.</param>
internal sealed class InProcessIntake(InProcessSilo silo, SimulationCounters counters) : IInProcessIntake
{
    /// <inheritdoc/>
    public async Task<UploadResponse> Accept(PartnerName partner, RoundId round, ReadOnlyMemory<byte> update, CancellationToken cancellationToken)
    {
        var answer = await silo.Accept(partner, round, update, cancellationToken);
        if (!answer.Duplicate)
            counters.Accepted();
        return answer;
    }

    /// <inheritdoc/>
    public Task<Stream> OpenModel(ContentHash model, CancellationToken cancellationToken) => silo.OpenModel(model);

    /// <inheritdoc/>
    public Task<SelfResponse> Self(PartnerName partner, CancellationToken cancellationToken) => silo.Self(partner, cancellationToken);

    /// <inheritdoc/>
    public Task ExportLedger(Stream destination, CancellationToken cancellationToken) => silo.ExportLedger(destination, cancellationToken);
}

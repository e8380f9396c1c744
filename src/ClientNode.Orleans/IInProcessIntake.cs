using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Orleans;

/// <summary>
/// What does not go through grains: bytes of updates and models, and reads over the whole ledger. In one process it is the
/// silo's own intake and stores; inside a trusted network, whatever carries bytes there. Whoever implements it vouches
/// for <c>partner</c>: there is no certificate here.
/// </summary>
public interface IInProcessIntake
{
    /// <summary>Stages and claims an update.</summary>
    Task<UploadResponse> Accept(PartnerName partner, RoundId round, ReadOnlyMemory<byte> update, CancellationToken cancellationToken);

    /// <summary>Opens a committed model.</summary>
    Task<Stream> OpenModel(ContentHash model, CancellationToken cancellationToken);

    /// <summary>The partner's standing.</summary>
    Task<SelfResponse> Self(PartnerName partner, CancellationToken cancellationToken);

    /// <summary>Writes the ledger export.</summary>
    Task ExportLedger(Stream destination, CancellationToken cancellationToken);
}

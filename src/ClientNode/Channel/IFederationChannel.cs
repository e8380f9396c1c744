using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Channel;

/// <summary>
/// How an enrolled node talks to its federation. Failures are <see cref="Domain.Errors.FederatedException"/>: what the other
/// side said, or FED-1604 when it cannot be reached. A channel does not retry; <see cref="Node.NodeLoop"/> does.
/// </summary>
public interface IFederationChannel
{
    /// <summary>Long poll for assignments; tells what the node holds and learns what it may drop.</summary>
    Task<WorkResponse> GetWork(WorkRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Fetches a committed model. <paramref name="partial"/> may hold the file's beginning from an earlier try: the channel
    /// goes on from there, or cuts it and starts over. The caller checks the hash.
    /// </summary>
    /// <param name="model">The model file's hash.</param>
    /// <param name="partial">Seekable and writable; on success it holds the whole file.</param>
    /// <param name="cancellationToken">Stops it; what has come so far stays.</param>
    Task GetModel(ContentHash model, Stream partial, CancellationToken cancellationToken);

    /// <summary>Fetches a committed model in a codec; null when the other side has it only as it is.</summary>
    /// <param name="model">The model file's hash.</param>
    /// <param name="codec">The codec.</param>
    /// <param name="baseModel">A model that the caller has, where the codec needs one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<CodedModel?> GetCodedModel(ContentHash model, string codec, ContentHash? baseModel, CancellationToken cancellationToken) => Task.FromResult<CodedModel?>(null);

    /// <summary>Sends an update.</summary>
    /// <param name="round">The round.</param>
    /// <param name="update">The update file.</param>
    /// <param name="sha256">Its hash.</param>
    /// <param name="waitSeconds">How long the silo may then wait for the next assignment; 0 to ask for none.</param>
    /// <param name="onReceipt">Called once, as soon as the receipt is here and before any waiting.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The next work, or null when none was asked for or the line broke after the receipt.</returns>
    Task<WorkResponse?> SendUpdate(
        RoundId round, ReadOnlyMemory<byte> update, ContentHash sha256, int waitSeconds, Func<UploadResponse, Task> onReceipt, CancellationToken cancellationToken);

    /// <summary>Says that no update will come for a round.</summary>
    Task Decline(RoundId round, DeclineRequest reason, CancellationToken cancellationToken);

    /// <summary>How the federation sees this partner.</summary>
    Task<SelfResponse> Self(CancellationToken cancellationToken);

    /// <summary>Writes the whole ledger export to <paramref name="destination"/>.</summary>
    Task ExportLedger(Stream destination, CancellationToken cancellationToken);
}

using System.Globalization;
using System.Text;
using Federated.ClientNode.Storage;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Receipts;

/// <summary>What a partner may need to show others: answers of the federation that do not hold.</summary>
/// <param name="folder">The folder; made when something is kept.</param>
/// <param name="storage">The disk when null.</param>
public sealed class EvidenceStore(string folder, INodeStorage? storage = null)
{
    private readonly INodeStorage _storage = storage ?? DiskStorage.Instance;

    /// <summary>Keeps a receipt that did not verify, with what was wrong. The same note again is the same file.</summary>
    /// <returns>The file.</returns>
    public string Keep(RoundId round, UploadResponse answer, string problem, DateTimeOffset at)
    {
        if (storage is null)
            Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture,
            $"receipt-{round.Run}.{round.Number:000000}-{ContentHash.Of(Encoding.UTF8.GetBytes(answer.Receipt.Note)).ToString()[..16]}.json"));
        NodeJson.Write(_storage, path, new { at, problem, answer.Receipt.Note, answer.Receipt.Receipt.UpdateHash });
        return path;
    }
}

using System.Globalization;
using Federated.ClientNode.Storage;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Receipts;

/// <summary>The receipts that hold, one file for each run and round, kept for good.</summary>
/// <param name="folder">The folder; it exists.</param>
/// <param name="storage">The disk when null.</param>
public sealed class ReceiptStore(string folder, INodeStorage? storage = null)
{
    private const string Extension = ".json";
    private readonly INodeStorage _storage = storage ?? DiskStorage.Instance;

    /// <summary>
    /// Stores a receipt; it is on the disk when this returns. The same promise again changes nothing; another promise for
    /// the same round is kept beside the first, because the federation has to keep both.
    /// </summary>
    public void Add(StoredReceipt stored)
    {
        var id = stored.Id;
        var path = PathOf(id);
        for (var copy = 2; _storage.Exists(path); copy++)
        {
            if (Read(path).Receipt.Receipt == stored.Receipt.Receipt)
                return;
            path = PathOf(id, string.Create(CultureInfo.InvariantCulture, $".{copy}"));
        }

        NodeJson.Write(_storage, path, new ReceiptFile(id.Run, id.Number, stored.UpdateHash, stored.Receipt.Note));
    }

    /// <summary>True when there is a receipt for the round.</summary>
    public bool Contains(RoundId round) => _storage.Exists(PathOf(round));

    /// <summary>The receipt of a round, or null.</summary>
    /// <exception cref="FederatedException">FED-1603 when its file cannot be read.</exception>
    public StoredReceipt? Find(RoundId round) => Contains(round) ? Read(PathOf(round)) : null;

    /// <summary>The number of receipts.</summary>
    public int Count => Files.Count();

    /// <summary>Every receipt, by run and round.</summary>
    /// <exception cref="FederatedException">FED-1603 when a file cannot be read.</exception>
    public IReadOnlyList<StoredReceipt> All() => [.. Files.Select(Read)];

    private IEnumerable<string> Files => _storage.List(folder).Where(path => path.EndsWith(Extension, StringComparison.Ordinal));

    private StoredReceipt Read(string path)
    {
        var file = NodeJson.Find<ReceiptFile>(_storage, path)
            ?? throw new FederatedException(ErrorCodes.StorageCorrupt, $"{path} is gone. Restore it from a backup.");
        try
        {
            return new(SignedReceipt.Parse(file.Note), file.UpdateHash);
        }
        catch (FederatedException e)
        {
            throw new FederatedException(ErrorCodes.StorageCorrupt, $"{path} holds no receipt: {e.Message} Restore it from a backup.", inner: e);
        }
    }

    private string PathOf(RoundId round, string copy = "") =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{round.Run}.{round.Number:000000}{copy}.json"));
}

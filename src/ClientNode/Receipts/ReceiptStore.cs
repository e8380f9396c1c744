using System.Text.Json;
using Federated.ClientNode.Storage;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Rounds;
using Federated.Protocol;

namespace Federated.ClientNode.Receipts;

/// <summary>
/// The receipts that hold, kept for good: one file for each run, one JSON document a line; a torn last line is the trace of a crash and is
/// cut off. The update that a receipt is for is held until <see cref="Flush"/> was called, and a receipt that a power cut took is
/// answered again to the same bytes, so receipts need not be flushed one by one.
/// </summary>
/// <param name="folder">The folder; it exists.</param>
/// <param name="storage">The disk when null.</param>
public sealed class ReceiptStore(string folder, INodeStorage? storage = null)
{
    private const string Extension = ".jsonl";
    private readonly INodeStorage _storage = storage ?? DiskStorage.Instance;
    private readonly HashSet<string> _unflushed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _torn = new(StringComparer.Ordinal);
    private Dictionary<RoundId, List<StoredReceipt>>? _kept;

    /// <summary>
    /// Stores a receipt: it outlives the process, and a power cut once <see cref="Flush"/> was called. The same promise again changes
    /// nothing; another promise for the same round is kept beside the first, because the federation has to keep both.
    /// </summary>
    public void Add(StoredReceipt stored)
    {
        var id = stored.Id;
        if (Kept.GetValueOrDefault(id)?.Exists(earlier => earlier.Receipt.Receipt == stored.Receipt.Receipt) == true)
            return;
        var path = Path.Combine(folder, id.Run + Extension);
        var line = JsonSerializer.SerializeToUtf8Bytes(new ReceiptFile(id.Run, id.Number, stored.UpdateHash, stored.Receipt.Note), ProtocolJson.Options);
        if (_torn.Remove(path, out var whole))
            _storage.Write(path, whole);
        _storage.Append(path, [.. line, (byte)'\n'], flush: false);
        _unflushed.Add(path);
        Keep(Kept, stored);
    }

    /// <summary>Every receipt is on the disk when this returns.</summary>
    public void Flush()
    {
        foreach (var path in _unflushed)
            _storage.Flush(path);
        _unflushed.Clear();
    }

    /// <summary>True when there is a receipt for the round.</summary>
    public bool Contains(RoundId round) => Kept.ContainsKey(round);

    /// <summary>The receipt of a round, or null.</summary>
    /// <exception cref="FederatedException">FED-1603 when a file cannot be read.</exception>
    public StoredReceipt? Find(RoundId round) => Kept.GetValueOrDefault(round)?[0];

    /// <summary>The number of receipts.</summary>
    public int Count => Kept.Values.Sum(receipts => receipts.Count);

    /// <summary>Every receipt, by run and round.</summary>
    /// <exception cref="FederatedException">FED-1603 when a file cannot be read.</exception>
    public IReadOnlyList<StoredReceipt> All() =>
        [.. Kept.OrderBy(k => k.Key.Run.ToString(), StringComparer.Ordinal).ThenBy(k => k.Key.Number).SelectMany(k => k.Value)];

    private Dictionary<RoundId, List<StoredReceipt>> Kept => _kept ??= Load();

    private static void Keep(Dictionary<RoundId, List<StoredReceipt>> kept, StoredReceipt stored)
    {
        if (kept.TryGetValue(stored.Id, out var receipts))
            receipts.Add(stored);
        else
            kept.Add(stored.Id, [stored]);
    }

    private Dictionary<RoundId, List<StoredReceipt>> Load()
    {
        var kept = new Dictionary<RoundId, List<StoredReceipt>>();
        foreach (var path in _storage.List(folder).Where(path => path.EndsWith(Extension, StringComparison.Ordinal)))
        {
            var content = _storage.Read(path) ?? [];
            var number = 0;
            for (var rest = content.AsSpan(); rest.IndexOf((byte)'\n') is var end and >= 0; rest = rest[(end + 1)..])
                Keep(kept, Parse(path, ++number, rest[..end]));
            var whole = content.AsSpan().LastIndexOf((byte)'\n') + 1;
            if (whole < content.Length)
                _torn[path] = content[..whole];
        }

        return kept;
    }

    private static StoredReceipt Parse(string path, int number, ReadOnlySpan<byte> line)
    {
        try
        {
            var file = JsonSerializer.Deserialize<ReceiptFile>(line, ProtocolJson.Options) ?? throw new JsonException("The line holds null.");
            return new(SignedReceipt.Parse(file.Note ?? throw new JsonException("The line holds no note.")), file.UpdateHash);
        }
        catch (Exception e) when (e is JsonException or FederatedException)
        {
            throw new FederatedException(ErrorCodes.StorageCorrupt, $"{path}, line {number} holds no receipt: {e.Message} Restore the file from a backup.", inner: e);
        }
    }
}

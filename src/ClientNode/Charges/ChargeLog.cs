using System.Text;
using System.Text.Json;
using Federated.ClientNode.Outbox;
using Federated.ClientNode.Storage;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol;

namespace Federated.ClientNode.Charges;

/// <summary>
/// The node's own book of what its data were used for: one base model for each run and round. A federation that asks for
/// the same round from two models would learn a difference that no ledger shows; the node refuses the second.
/// One JSON document a line; a torn last line is the trace of a crash and is cut off. A held update names its base model too, and is on
/// the disk before anything of it leaves the house: a charge that a power cut took is read from there (<see cref="Recover"/>), so the log
/// itself is flushed only before held updates are dropped.
/// </summary>
public sealed class ChargeLog
{
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly INodeStorage _storage;
    private readonly Dictionary<RoundId, ContentHash> _charged = [];
    private bool _dirty;

    /// <param name="path">charges.jsonl; made at the first charge.</param>
    /// <param name="time">The clock.</param>
    /// <param name="storage">The disk when null.</param>
    /// <exception cref="FederatedException">FED-1603 when a line before the last cannot be read.</exception>
    public ChargeLog(string path, TimeProvider time, INodeStorage? storage = null)
    {
        _path = path;
        _time = time;
        _storage = storage ?? DiskStorage.Instance;
        if (_storage.Read(path) is { } content)
            Load(content);
    }

    /// <summary>The number of rounds charged.</summary>
    public int Count => _charged.Count;

    /// <summary>Charges a round; it outlives the process, and a power cut once <see cref="Flush"/> was called. The same model again is no second charge.</summary>
    /// <exception cref="FederatedException">FED-1005 when the round was charged from another model.</exception>
    public void Charge(RoundId round, ContentHash baseModel)
    {
        if (_charged.TryGetValue(round, out var earlier))
        {
            if (earlier == baseModel)
                return;
            throw new FederatedException(ErrorCodes.CeilingExceeded,
                $"Got base model {baseModel} for {round}; this node's charge log has {earlier}, and a round is trained from one model only. "
                + "Nothing was trained. Ask the coordinator why the model of the round was changed.");
        }

        var line = JsonSerializer.SerializeToUtf8Bytes(new ChargeEntry(round.Run, round.Number, baseModel, _time.GetUtcNow()), ProtocolJson.Options);
        _storage.Append(_path, [.. line, (byte)'\n'], flush: false);
        _charged.Add(round, baseModel);
        _dirty = true;
    }

    /// <summary>Charges what held updates were trained from, where the log does not say.</summary>
    /// <returns>This log.</returns>
    public ChargeLog Recover(IEnumerable<HeldFile> held)
    {
        foreach (var update in held.Where(update => !_charged.ContainsKey(update.Id)))
            Charge(update.Id, update.BaseModel);
        return this;
    }

    /// <summary>Every charge is on the disk when this returns.</summary>
    public void Flush()
    {
        if (!_dirty)
            return;
        _storage.Flush(_path);
        _dirty = false;
    }

    private void Load(byte[] content)
    {
        var whole = content.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (whole < content.Length)
            _storage.Write(_path, content.AsSpan(0, whole));

        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(content, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            number++;
            try
            {
                var entry = JsonSerializer.Deserialize<ChargeEntry>(line, ProtocolJson.Options) ?? throw new JsonException("The line holds null.");
                _charged.TryAdd(new(entry.Run, entry.Round), entry.BaseModel);
            }
            catch (JsonException e)
            {
                throw new FederatedException(ErrorCodes.StorageCorrupt,
                    $"{_path}, line {number} cannot be read as a charge: {e.Message} Restore the file from a backup: without it the node cannot tell what its data were used for.", inner: e);
            }
        }
    }
}

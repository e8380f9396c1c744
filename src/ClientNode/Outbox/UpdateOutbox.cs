using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Federated.ClientNode.Storage;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol;

namespace Federated.ClientNode.Outbox;

/// <summary>
/// Updates from the moment they are trained until their round is closed. Each lies in a place of its own, <c>N.safetensors</c> with the
/// sidecar <c>N.json</c>, that is overwritten for a later round: a file that is there already is written and flushed in a fraction of the
/// time that making one takes. The sidecar holds the hash of the bytes, so what a crash left half written is never taken for an update;
/// a sidecar that is blank or cannot be read marks a free place.
/// </summary>
/// <remarks>
/// What is dropped stays on the disk until <see cref="Sweep"/>, before which the caller flushes what must outlive it (charges, receipts).
/// A process that dies in between finds it held again, asks, and is told again that the round is closed.
/// </remarks>
public sealed class UpdateOutbox
{
    /// <summary>Dropped updates that are swept at one time.</summary>
    public const int SweptTogether = 8;

    /// <summary>A place of more bytes is deleted, not kept for later; so many dropped bytes are swept at once.</summary>
    public const long LargestKept = 8 << 20;

    private const string Bytes = ".safetensors";
    private const string Sidecar = ".json";
    private const string Damaged = ".damaged";

    // One length for all, so that writing one never changes the file's length.
    private const int SidecarLength = 1024;

    private readonly string _folder;
    private readonly INodeStorage _storage;
    private readonly Dictionary<RoundId, (HeldFile Held, int Place)> _held = [];
    private readonly List<(int Place, long Length)> _dropped = [];
    private readonly SortedSet<int> _free = [];
    private int _places;

    /// <param name="folder">The folder; it exists.</param>
    /// <param name="storage">The disk when null.</param>
    public UpdateOutbox(string folder, INodeStorage? storage = null)
    {
        _folder = folder;
        _storage = storage ?? DiskStorage.Instance;
        foreach (var (place, held) in Places(folder, _storage))
        {
            _places = Math.Max(_places, place);
            if (held is null || !_held.TryAdd(held.Id, (held, place)))
                _free.Add(place);
        }

        // Numbers that have no sidecar: their first one never got to the disk.
        for (var place = 1; place < _places; place++)
        {
            if (_held.Values.All(h => h.Place != place))
                _free.Add(place);
        }
    }

    /// <summary>What is held, by run and round.</summary>
    public IReadOnlyCollection<HeldFile> Held => [.. Sorted(_held.Values.Select(h => h.Held))];

    /// <summary>The number of held updates.</summary>
    public int Count => _held.Count;

    /// <summary>True when there is something to sweep.</summary>
    public bool HasDropped => _dropped.Count > 0;

    /// <summary>True when it is time to.</summary>
    public bool SweepIsDue => _dropped.Count >= SweptTogether || _dropped.Sum(d => d.Length) > LargestKept;

    /// <summary>What a folder holds, without touching it: a node may be at work there.</summary>
    public static IReadOnlyList<HeldFile> List(string folder) => [.. Sorted(Places(folder, DiskStorage.Instance).Select(p => p.Held).OfType<HeldFile>())];

    /// <summary>The held update of a round, or null.</summary>
    public HeldFile? Find(RoundId round) => _held.TryGetValue(round, out var held) ? held.Held : null;

    /// <summary>Holds an update; it is on the disk when this returns, and so is what it was trained from.</summary>
    /// <exception cref="InvalidOperationException">Another update of the round is held: it has to be sent, not replaced.</exception>
    public void Add(HeldFile held, ReadOnlySpan<byte> update)
    {
        if (Find(held.Id) is { } earlier && earlier.Sha256 != held.Sha256)
            throw new InvalidOperationException($"The outbox holds update {earlier.Sha256} of {held.Id}, got {held.Sha256}: a round has one update.");
        var place = _held.TryGetValue(held.Id, out var at) ? at.Place : _free.Count > 0 ? _free.Min : _places + 1;
        held = held with { Length = update.Length };
        _storage.Overwrite(PathOf(place, Bytes), update);
        WriteSidecar(place, held);
        _free.Remove(place);
        _places = Math.Max(_places, place);
        _held[held.Id] = (held, place);
    }

    /// <summary>Notes that the federation refused an update for good; it stays until the round is closed.</summary>
    public void MarkRefused(RoundId round, ErrorCode code)
    {
        if (!_held.TryGetValue(round, out var at))
            return;
        var refused = at.Held with { Refused = code.ToString() };
        WriteSidecar(at.Place, refused);
        _held[round] = (refused, at.Place);
    }

    /// <summary>The bytes of a held update, checked against its sidecar.</summary>
    /// <returns>False when the bytes are gone or damaged; they are then set aside as <c>*.damaged</c> and no longer held.</returns>
    public bool TryRead(RoundId round, [NotNullWhen(true)] out byte[]? update)
    {
        update = null;
        if (!_held.TryGetValue(round, out var at))
            return false;
        var path = PathOf(at.Place, Bytes);
        if (_storage.Read(path) is { } bytes)
        {
            if (ContentHash.Of(bytes) == at.Held.Sha256)
            {
                update = bytes;
                return true;
            }

            _storage.Write(path + Damaged, bytes);
        }

        Remove(round);
        Sweep();
        return false;
    }

    /// <summary>Drops an update. Harmless when none is held.</summary>
    public void Remove(RoundId round)
    {
        if (_held.Remove(round, out var at))
            _dropped.Add((at.Place, at.Held.Length));
    }

    /// <summary>Frees the places of what was dropped.</summary>
    public void Sweep()
    {
        foreach (var (place, length) in _dropped)
        {
            // Not flushed: a sidecar that comes back after a power cut is found closed again.
            if (length > LargestKept)
            {
                _storage.Delete(PathOf(place, Sidecar), flushName: false);
                _storage.Delete(PathOf(place, Bytes), flushName: false);
            }
            else
            {
                _storage.Overwrite(PathOf(place, Sidecar), Padded([]), flush: false);
                _storage.Discard(PathOf(place, Bytes));
            }

            _free.Add(place);
        }

        _dropped.Clear();
    }

    private static IEnumerable<HeldFile> Sorted(IEnumerable<HeldFile> held) => held.OrderBy(h => h.Run.ToString(), StringComparer.Ordinal).ThenBy(h => h.Round);

    private static IEnumerable<(int Place, HeldFile? Held)> Places(string folder, INodeStorage storage)
    {
        foreach (var path in storage.List(folder).Where(path => path.EndsWith(Sidecar, StringComparison.Ordinal)))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place > 0)
                yield return (place, Parse(storage.Read(path)));
        }
    }

    private static HeldFile? Parse(byte[]? sidecar)
    {
        try
        {
            return sidecar.AsSpan().IndexOfAnyExcept((byte)' ', (byte)'\n') < 0 ? null : JsonSerializer.Deserialize<HeldFile>(sidecar, ProtocolJson.Options);
        }
        catch (JsonException)
        {
            // Half of an earlier one: the update that it was to stand for was never sent.
            return null;
        }
    }

    private void WriteSidecar(int place, HeldFile held)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(held, ProtocolJson.Options);
        if (text.Length >= SidecarLength)
            throw new InvalidOperationException($"The sidecar of {held.Id} has {text.Length} bytes, wanted fewer than {SidecarLength}.");
        _storage.Overwrite(PathOf(place, Sidecar), Padded(text));
    }

    private static byte[] Padded(ReadOnlySpan<byte> text)
    {
        var padded = new byte[SidecarLength];
        padded.AsSpan().Fill((byte)' ');
        text.CopyTo(padded);
        padded[^1] = (byte)'\n';
        return padded;
    }

    private string PathOf(int place, string suffix) => Path.Combine(_folder, place.ToString(CultureInfo.InvariantCulture) + suffix);
}

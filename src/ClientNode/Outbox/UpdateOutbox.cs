using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Federated.ClientNode.Storage;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Outbox;

/// <summary>
/// Updates from the moment they are trained until their round is closed. An update is held once its sidecar is on the
/// disk, which is written after the bytes; bytes without a sidecar are the trace of a crash and are cleared at the start.
/// </summary>
public sealed class UpdateOutbox
{
    private const string Bytes = ".safetensors";
    private const string Sidecar = ".json";
    private const string Damaged = ".damaged";
    private readonly string _folder;
    private readonly INodeStorage _storage;
    private readonly SortedDictionary<string, HeldFile> _held = new(StringComparer.Ordinal);

    /// <param name="folder">The folder; it exists.</param>
    /// <param name="storage">The disk when null.</param>
    /// <exception cref="FederatedException">FED-1603 when a sidecar cannot be read.</exception>
    public UpdateOutbox(string folder, INodeStorage? storage = null)
    {
        _folder = folder;
        _storage = storage ?? DiskStorage.Instance;
        foreach (var held in List(folder, _storage))
            _held[Name(held.Id)] = held;

        foreach (var path in _storage.List(folder))
        {
            var name = Path.GetFileName(path);
            if (name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal)
                || (name.EndsWith(Bytes, StringComparison.Ordinal) && !_held.ContainsKey(name[..^Bytes.Length])))
            {
                _storage.Delete(path);
            }
        }
    }

    /// <summary>What is held, by run and round.</summary>
    public IReadOnlyCollection<HeldFile> Held => _held.Values;

    /// <summary>What a folder holds, without touching it: a node may be at work there.</summary>
    /// <exception cref="FederatedException">FED-1603 when a sidecar cannot be read.</exception>
    public static IReadOnlyList<HeldFile> List(string folder) => List(folder, DiskStorage.Instance);

    /// <summary>The held update of a round, or null.</summary>
    public HeldFile? Find(RoundId round) => _held.GetValueOrDefault(Name(round));

    /// <summary>Holds an update; it is on the disk when this returns.</summary>
    /// <exception cref="InvalidOperationException">Another update of the round is held: it has to be sent, not replaced.</exception>
    public void Add(HeldFile held, ReadOnlySpan<byte> update)
    {
        if (Find(held.Id) is { } earlier && earlier.Sha256 != held.Sha256)
            throw new InvalidOperationException($"The outbox holds update {earlier.Sha256} of {held.Id}, got {held.Sha256}: a round has one update.");
        // One flush for both names: a sidecar that outlives a power cut without its bytes counts as damaged, and nothing was sent yet.
        _storage.Write(PathOf(held.Id, Bytes), update, flushName: false);
        Put(held);
    }

    /// <summary>Notes that the federation refused an update for good; it stays until the round is closed.</summary>
    public void MarkRefused(RoundId round, ErrorCode code)
    {
        if (Find(round) is { } held)
            Put(held with { Refused = code.ToString() });
    }

    /// <summary>The bytes of a held update, checked against its sidecar.</summary>
    /// <returns>False when the bytes are gone or damaged; they are then set aside as <c>*.damaged</c> and no longer held.</returns>
    public bool TryRead(RoundId round, [NotNullWhen(true)] out byte[]? update)
    {
        update = null;
        if (Find(round) is not { } held)
            return false;
        var path = PathOf(round, Bytes);
        if (_storage.Read(path) is { } bytes)
        {
            if (ContentHash.Of(bytes) == held.Sha256)
            {
                update = bytes;
                return true;
            }

            _storage.Write(path + Damaged, bytes);
        }

        Remove(round);
        return false;
    }

    /// <summary>Drops an update. Harmless when none is held.</summary>
    public void Remove(RoundId round)
    {
        // Either file without the other is cleared: bytes at the next start, a sidecar when it is read.
        _storage.Delete(PathOf(round, Sidecar), flushName: false);
        _storage.Delete(PathOf(round, Bytes));
        _held.Remove(Name(round));
    }

    private void Put(HeldFile held)
    {
        NodeJson.Write(_storage, PathOf(held.Id, Sidecar), held);
        _held[Name(held.Id)] = held;
    }

    private static List<HeldFile> List(string folder, INodeStorage storage) =>
        [.. storage.List(folder).Where(path => path.EndsWith(Sidecar, StringComparison.Ordinal)).Select(path => NodeJson.Find<HeldFile>(storage, path)).OfType<HeldFile>()];

    private string PathOf(RoundId round, string suffix) => Path.Combine(_folder, Name(round) + suffix);

    private static string Name(RoundId round) => string.Create(CultureInfo.InvariantCulture, $"{round.Run}.{round.Number:000000}");
}

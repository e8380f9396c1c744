using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Registry;

/// <summary>
/// Which stored blobs nothing needs. A blob may go when both hold:
/// <list type="number">
/// <item>no ledger entry has its hash anywhere in its bytes, whatever the entry's type, so that a type that is added later
/// is kept without being known here;</item>
/// <item>it was last written before <see cref="WrittenBefore"/>: before every round that is open began, and a margin before
/// now. What a round stores before its ledger entry stands is younger than that.</item>
/// </list>
/// The order matters: list the blobs first, read the ledger then.
/// </summary>
/// <param name="stored">The blobs that were found.</param>
public sealed class UnnamedBlobs(IEnumerable<ContentHash> stored)
{
    private readonly HashSet<ContentHash> _unnamed = [.. stored];
    private readonly Dictionary<RunId, DateTimeOffset> _open = [];

    /// <summary>The blobs that no entry named so far.</summary>
    public IReadOnlyCollection<ContentHash> Hashes => _unnamed;

    /// <summary>Takes the next entry of the ledger.</summary>
    /// <param name="canonical">The entry's canonical bytes.</param>
    public void Apply(ReadOnlySpan<byte> canonical)
    {
        foreach (var hash in HashScan.In(canonical))
            _unnamed.Remove(hash);
        var entry = LedgerCodec.Decode(canonical);
        if (entry is RunLaunched or RoundCommitted or RoundAbandoned)
            _open[entry.RunOrNull!.Value] = entry.At;
        else if (entry is RunFinished finished)
            _open.Remove(finished.Run);
    }

    /// <summary>Blobs written at this time or later are kept.</summary>
    /// <param name="now">The time now.</param>
    /// <param name="margin">How long before now and before an open round's beginning a blob is still kept.</param>
    public DateTimeOffset WrittenBefore(DateTimeOffset now, TimeSpan margin) => _open.Values.Append(now).Min() - margin;
}

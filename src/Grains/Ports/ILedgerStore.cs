using System.Collections.Immutable;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Grains.Ports;

/// <summary>
/// The durable ledger. Every append is one database transaction that locks the head; entries, stored Merkle nodes,
/// the index of committed models and a round's secret change together or not at all.
/// </summary>
public interface ILedgerStore
{
    /// <summary>The tree size and root.</summary>
    Task<LedgerHead> ReadHead(CancellationToken cancellationToken = default);

    /// <summary>
    /// Appends in one transaction. Entries whose unique key stands already are left out; the reply tells where each stands.
    /// </summary>
    /// <exception cref="Domain.Errors.FederatedException">
    /// FED-1402 when <see cref="LedgerAppend.ExpectedSize"/> is not the size under the lock; FED-1602 when the database
    /// does not answer after the bounded retries. Nothing has changed then.
    /// </exception>
    Task<ImmutableArray<AppendedEntry>> Append(LedgerAppend append, CancellationToken cancellationToken = default);

    /// <summary>Entries by index, from <paramref name="from"/>, at most <paramref name="max"/>.</summary>
    Task<ImmutableArray<StoredEntry>> Page(long from, int max, CancellationToken cancellationToken = default);

    /// <summary>All entries of a run, by index.</summary>
    Task<ImmutableArray<StoredEntry>> EntriesOfRun(RunId run, CancellationToken cancellationToken = default);

    /// <summary>All entries of some types (<see cref="LedgerEntry.Type"/>), by index.</summary>
    Task<ImmutableArray<StoredEntry>> EntriesOfTypes(IReadOnlyCollection<string> types, CancellationToken cancellationToken = default);

    /// <summary>The entry with a unique key (see <see cref="LedgerEntry.UniqueKey"/>), or null.</summary>
    Task<StoredEntry?> Find(string uniqueKey, CancellationToken cancellationToken = default);

    /// <summary>The unwrapped secret of a sealed round that is not closed, or null.</summary>
    Task<byte[]?> ReadSecret(RoundId round, CancellationToken cancellationToken = default);

    /// <summary>True when the ledger names the model as an initial or a committed one.</summary>
    Task<bool> IsCommittedModel(ContentHash model, CancellationToken cancellationToken = default);
}

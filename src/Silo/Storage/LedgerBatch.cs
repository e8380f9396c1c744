using System.Collections.Immutable;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Grains.Ports;

namespace Federated.Silo.Storage;

/// <summary>An append whose entries are encoded and whose secret is wrapped: all that can be refused without the database.</summary>
internal sealed record LedgerBatch(ImmutableArray<LedgerBatch.Item> Items, long? ExpectedSize, LedgerBatch.Sealed? Secret, Domain.Rounds.RoundId? Erase)
{
    /// <summary>One entry.</summary>
    public sealed record Item(LedgerEntry Entry, byte[] Bytes, ContentHash LeafHash)
    {
        /// <summary>The model that the entry makes servable, or null.</summary>
        public ContentHash? Model => Entry switch
        {
            RunLaunched launched => launched.InitialModel,
            RoundCommitted committed => committed.Model,
            ModelImported imported => imported.Model,
            _ => null,
        };
    }

    /// <summary>A wrapped secret.</summary>
    public sealed record Sealed(Domain.Rounds.RoundId Round, byte[] Wrapped);

    /// <summary>Prepares an append.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1401 when an entry has a member out of range.</exception>
    public static LedgerBatch Prepare(LedgerAppend append, Security.RoundSecretWrapper wrapper)
    {
        ArgumentNullException.ThrowIfNull(append);
        if (append.Entries.IsDefault)
            throw new ArgumentException("Got no list of entries, wanted one; an empty list is fine.", nameof(append));
        if (append.StoreSecret is not null && append.Entries.IsEmpty)
            throw new ArgumentException("Got a round's secret without an entry, wanted it with the entry that seals the round.", nameof(append));
        return new(
            [.. append.Entries.Select(Encode)],
            append.ExpectedSize,
            append.StoreSecret is { } secret ? new(secret.Round, wrapper.Wrap(secret.Round, secret.Secret.Span)) : null,
            append.EraseSecret);
    }

    private static Item Encode(LedgerEntry entry)
    {
        var bytes = LedgerCodec.Encode(entry);
        return new(entry, bytes, MerkleHash.Leaf(bytes));
    }
}

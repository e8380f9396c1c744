using Federated.Domain.Agreements;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// One fact of the federation's history. Every entry has the members
/// <code>
/// at    integer  when, unix milliseconds UTC
/// type  string   which entry, see <see cref="Type"/>
/// v     integer  1
/// </code>
/// and those its own comment lists. <see cref="LedgerCodec"/> writes it as canonical JSON (RFC 8785). Entries hold
/// hashes, names and declared figures; never updates, norms, losses, sums or noise.
/// </summary>
public abstract record LedgerEntry
{
    private protected LedgerEntry(DateTimeOffset at) => At = at;

    /// <summary>When, in whole milliseconds UTC; what is finer is dropped.</summary>
    public DateTimeOffset At { get; init => field = LedgerTime.Truncate(value); }

    /// <summary>The entry's type as the ledger spells it.</summary>
    public abstract string Type { get; }

    /// <summary>The key that may stand in a ledger once, or null when the entry may repeat.</summary>
    public virtual string? UniqueKey => null;

    /// <summary>The run this entry is about, or null.</summary>
    public virtual RunId? RunOrNull => null;

    /// <summary>The round this entry is about, or null.</summary>
    public virtual int? RoundOrNull => null;

    /// <summary>The one partner this entry is about, or null.</summary>
    public virtual PartnerName? PartnerOrNull => null;

    /// <summary>Writes the entry's own members, refusing what is out of range.</summary>
    internal abstract void Write(EntryWriter writer);
}

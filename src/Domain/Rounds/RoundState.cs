using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Models;

namespace Federated.Domain.Rounds;

/// <summary>The whole durable state of a round. Changed only by <see cref="RoundMachine"/>.</summary>
public sealed record RoundState
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>The round's number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Where the round stands.</summary>
    public RoundPhase Phase { get; init; }

    /// <summary>The cohort, sorted by name.</summary>
    public required ImmutableArray<RoundMember> Members { get; init; }

    /// <summary>Updates that the round needs to count.</summary>
    public required int Quorum { get; init; }

    /// <summary>
    /// Updates that complete the round, where more partners were asked; null when everyone is waited for. No more than these
    /// are ever claimed, so that the integer grid, which is sized for them, holds.
    /// </summary>
    public int? Places { get; init; }

    /// <summary>The model that the cohort trains from.</summary>
    public required ContentHash BaseModel { get; init; }

    /// <summary>When the round was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When the round stops waiting.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>How long a resend may take.</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>
    /// True when the round is released at its deadline whoever answered, even nobody: the noise hides who did not
    /// (PRIVACY section 3). Then there is no quorum, no extension and no abandonment.
    /// </summary>
    public bool AlwaysReleases { get; init; }

    /// <summary>True after the one extension that a round without quorum gets.</summary>
    public bool Extended { get; init; }

    /// <summary>How many times sealing was begun.</summary>
    public int Attempt { get; init; }

    /// <summary>The round's id.</summary>
    public RoundId Id => new(Run, Number);

    /// <summary>True once no update can change the outcome.</summary>
    public bool IsClosed => Phase is RoundPhase.Committed or RoundPhase.Abandoned;

    /// <summary>How many members are claimed.</summary>
    public int Claimed => Count(MemberStatus.Claimed);

    /// <summary>True when no place is left. A member whose update was claimed and lost keeps its place: it holds a receipt.</summary>
    public bool IsFull => Places is { } places && Members.Count(m => m.Update is not null) >= places;

    /// <summary>True when nothing more is waited for.</summary>
    public bool IsComplete => EveryoneAnswered || Claimed >= Places;

    /// <summary>True when no member is awaited any more.</summary>
    public bool EveryoneAnswered => Count(MemberStatus.Wanted) == 0;

    /// <summary>The member, or null when the partner is not in the cohort.</summary>
    public RoundMember? Find(PartnerName partner) => IndexOf(partner) is >= 0 and var index ? Members[index] : null;

    /// <summary>This state with one member replaced; unchanged when the partner is not in the cohort.</summary>
    public RoundState With(RoundMember member) => IndexOf(member.Partner) is >= 0 and var index ? this with { Members = Members.SetItem(index, member) } : this;

    // Every claim of a large cohort asks these: a search, and counting without an enumerator.
    private int IndexOf(PartnerName partner)
    {
        var name = partner.ToString();
        var (low, high) = (0, Members.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(Members[middle].Partner.ToString(), name);
            if (order == 0)
                return middle;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private int Count(MemberStatus status)
    {
        var count = 0;
        foreach (var member in Members)
            count += member.Status == status ? 1 : 0;
        return count;
    }
}

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
    public int Claimed => Members.Count(m => m.Status == MemberStatus.Claimed);

    /// <summary>True when no place is left. A member whose update was claimed and lost keeps its place: it holds a receipt.</summary>
    public bool IsFull => Places is { } places && Members.Count(m => m.Update is not null) >= places;

    /// <summary>True when nothing more is waited for.</summary>
    public bool IsComplete => EveryoneAnswered || Claimed >= Places;

    /// <summary>True when no member is awaited any more.</summary>
    public bool EveryoneAnswered => Members.All(m => m.Status != MemberStatus.Wanted);

    /// <summary>The member, or null when the partner is not in the cohort.</summary>
    public RoundMember? Find(PartnerName partner) => Members.FirstOrDefault(m => m.Partner == partner);

    /// <summary>This state with one member replaced.</summary>
    public RoundState With(RoundMember member) => this with { Members = [.. Members.Select(m => m.Partner == member.Partner ? member : m)] };
}

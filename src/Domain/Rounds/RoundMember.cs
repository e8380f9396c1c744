using Federated.Domain.Agreements;
using Federated.Domain.Models;

namespace Federated.Domain.Rounds;

/// <summary>One partner of a cohort. The hash, salt and receipt stay when a lost intake turns the member back to wanted.</summary>
public sealed record RoundMember
{
    /// <summary>Who.</summary>
    public required PartnerName Partner { get; init; }

    /// <summary>Where it stands.</summary>
    public MemberStatus Status { get; init; }

    /// <summary>The hash of the update it claimed first; a resend must be the identical bytes.</summary>
    public ContentHash? Update { get; init; }

    /// <summary>The update's weight in units of 2^-20.</summary>
    public long WeightUnits { get; init; }

    /// <summary>Hex of the salt of the commitment that the ledger will hold.</summary>
    public string? Salt { get; init; }

    /// <summary>The salted commitment to the update.</summary>
    public ContentHash? Commitment { get; init; }

    /// <summary>The signed receipt, kept so that the same claim gets the same receipt.</summary>
    public string? Receipt { get; init; }

    /// <summary>When the first claim was made; the receipt says the same.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>The process start that holds the staged update.</summary>
    public string? Intake { get; init; }

    /// <summary>True when an update was claimed before and has to be sent again.</summary>
    public bool MustResend => Status == MemberStatus.Wanted && Update is not null;
}

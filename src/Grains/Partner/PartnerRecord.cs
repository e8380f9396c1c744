namespace Federated.Grains.Partner;

/// <summary>The stored state of a partner grain.</summary>
public sealed record PartnerRecord
{
    /// <summary>SHA-256 of the invitation's secret, hex; null before an invitation.</summary>
    public string? SecretHash { get; init; }

    /// <summary>When the invitation stops working.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>SHA-256 of the public key that used the invitation up, hex.</summary>
    public string? PublicKey { get; init; }

    /// <summary>SHA-256 of the certificate that was handed out last, hex.</summary>
    public string? Certificate { get; init; }

    /// <summary>When the partner enrolled.</summary>
    public DateTimeOffset? EnrolledAt { get; init; }

    /// <summary>True while the partner is suspended.</summary>
    public bool Suspended { get; init; }

    /// <summary>How often its standing changed; numbers the ledger's entries.</summary>
    public int StandingChange { get; init; }

    /// <summary>When it changed last.</summary>
    public DateTimeOffset StandingAt { get; init; }
}

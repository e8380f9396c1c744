namespace Federated.Domain.Rounds;

/// <summary>Where a round stands.</summary>
public enum RoundPhase
{
    /// <summary>Updates are claimed.</summary>
    Collecting,

    /// <summary>An attempt to gather the partial sums is under way; claims wait.</summary>
    Sealing,

    /// <summary>The ledger holds the member set; only those members' very updates may be sent again.</summary>
    Sealed,

    /// <summary>The ledger holds the round's model.</summary>
    Committed,

    /// <summary>The ledger holds the reason why there is no model.</summary>
    Abandoned,
}

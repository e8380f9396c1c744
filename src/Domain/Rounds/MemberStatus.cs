namespace Federated.Domain.Rounds;

/// <summary>Where one partner of a cohort stands in a round.</summary>
public enum MemberStatus
{
    /// <summary>Its update is awaited, for the first time or again after the intake that held it was lost.</summary>
    Wanted,

    /// <summary>Its update is claimed by an intake, durably.</summary>
    Claimed,

    /// <summary>It said that it will not send an update.</summary>
    Declined,
}

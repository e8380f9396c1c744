namespace Federated.Domain.Rounds;

/// <summary>What a claim led to.</summary>
public enum ClaimOutcome
{
    /// <summary>Durably claimed; the intake folds the update.</summary>
    Accepted,

    /// <summary>The same update was claimed before and is held; the receipt is given again and nothing is folded.</summary>
    Duplicate,

    /// <summary>Another update of this partner was claimed before.</summary>
    Conflict,

    /// <summary>The round no longer takes this update.</summary>
    Late,

    /// <summary>The round asked more partners than it needs and has its updates.</summary>
    NotNeeded,

    /// <summary>The partner is not in the cohort.</summary>
    NotInCohort,

    /// <summary>The round is sealing at this moment; ask again shortly.</summary>
    Retry,
}

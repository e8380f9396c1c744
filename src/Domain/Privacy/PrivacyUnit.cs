namespace Federated.Domain.Privacy;

/// <summary>Whose presence the guarantee hides. The two are different promises and are never merged into one epsilon.</summary>
public enum PrivacyUnit
{
    /// <summary>One record of one partner: a patient, a transaction.</summary>
    Record,

    /// <summary>Everything that one partner contributes.</summary>
    Partner,
}

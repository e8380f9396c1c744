namespace Federated.Domain.Privacy.Accounting;

/// <summary>Which upper bound a question is answered by. All are valid; the smallest may be reported.</summary>
public enum AccountingMethod
{
    /// <summary>The smaller of the two.</summary>
    Tightest,

    /// <summary>Renyi differential privacy: also valid as a filter under adaptive choices.</summary>
    Rdp,

    /// <summary>Privacy loss distributions: for a schedule declared in advance.</summary>
    Pld,
}

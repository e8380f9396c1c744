namespace Federated.Domain.Privacy;

/// <summary>
/// Which two data sets a guarantee compares, and so what a query's sensitivity is taken over. Every epsilon is bound to one of these
/// (PRIVACY, section 3); without it, it says nothing.
/// </summary>
public enum Neighbouring
{
    /// <summary>One unit (record or partner) is added or removed.</summary>
    AddOrRemove,

    /// <summary>One unit is replaced by another; the size of the data set is public.</summary>
    ReplaceOne,
}

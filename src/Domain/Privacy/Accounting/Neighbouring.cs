namespace Federated.Domain.Privacy.Accounting;

/// <summary>Which two data sets a guarantee compares. An epsilon without it says nothing.</summary>
public enum Neighbouring
{
    /// <summary>One unit (record or partner) is added or removed.</summary>
    AddOrRemove,

    /// <summary>One unit is replaced by another; the size of the data set is public.</summary>
    ReplaceOne,
}

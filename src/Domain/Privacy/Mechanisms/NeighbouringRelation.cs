namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>Which data sets a guarantee cannot tell apart. Every epsilon is bound to one of these (PRIVACY, section 3).</summary>
public enum NeighbouringRelation
{
    /// <summary>One has a unit (a record or a partner) that the other lacks.</summary>
    AddOrRemoveOne = 0,

    /// <summary>One unit differs; both have as many.</summary>
    ReplaceOne = 1,
}

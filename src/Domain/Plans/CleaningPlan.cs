namespace Federated.Domain.Plans;

/// <summary>
/// Which records a partner leaves out before anything else is done with them. Blanks around values are always left out. What is done
/// to a record depends on no statistic of the others, so that a private plan may clean too.
/// </summary>
public sealed record CleaningPlan
{
    /// <summary>Leaves out a record whose features, label and target all equal those of an earlier one.</summary>
    public bool DropDuplicates { get; init; }

    /// <summary>Leaves out a record without a label or target, which is refused otherwise.</summary>
    public bool DropMissingLabels { get; init; }

    /// <summary>
    /// Keeps the first record of every identifier only, so that in a private mode the unit <c>record</c> is a person. Wants <see cref="DataPlan.Identifier"/>.
    /// </summary>
    public bool OnePerIdentifier { get; init; }
}

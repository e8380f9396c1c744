namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// A rule that looks at every coordinate by itself and takes the values in the middle: the kind whose noised form
/// (<see cref="TrimmedSum"/>) one record moves no further than it moves a plain sum.
/// </summary>
public interface ICoordinateRule : IRobustAggregator
{
    /// <summary>Values left out at each end, of n; at least one is left for n of <see cref="IRobustAggregator.LeastMembers"/> or more.</summary>
    int Trimmed(int members);
}

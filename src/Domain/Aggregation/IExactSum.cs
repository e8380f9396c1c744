namespace Federated.Domain.Aggregation;

/// <summary>
/// A sum of some of a round's updates, read a piece at a time: one in memory (<see cref="PartialSum"/>), in its byte form
/// (<see cref="PartialSumReader"/>), or several added up (<see cref="CombinedSum"/>). It does not change while it is read.
/// </summary>
public interface IExactSum
{
    /// <summary>F: sums are in units of 2^-F.</summary>
    int FractionalBits { get; }

    /// <summary>The sum of the members' weights in units of 2^-20.</summary>
    long WeightUnits { get; }

    /// <summary>The number of updates in the sum.</summary>
    int Count { get; }

    /// <summary>The sum of the votes (<see cref="PartialSum.Votes"/>).</summary>
    int Votes { get; }

    /// <summary>Sums, one a parameter.</summary>
    int Dimension { get; }

    /// <summary>Reads the sums from <paramref name="first"/> on, in layout order.</summary>
    void Read(int first, Span<long> sums);
}

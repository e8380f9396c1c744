namespace Federated.Domain.Aggregation;

/// <summary>What a round's strategy steps along, one value a coordinate, worked out a piece at a time.</summary>
public interface IMean
{
    /// <summary>Coordinates.</summary>
    int Dimension { get; }

    /// <summary>Fills <paramref name="piece"/> with those from <paramref name="first"/> on, in layout order.</summary>
    void Read(int first, Span<double> piece);
}

namespace Federated.Domain.Aggregation;

/// <summary>A mean that is in memory as a whole, such as a robust rule's.</summary>
/// <param name="values">One value a coordinate; not copied.</param>
public sealed class ArrayMean(ReadOnlyMemory<double> values) : IMean
{
    /// <inheritdoc/>
    public int Dimension => values.Length;

    /// <inheritdoc/>
    public void Read(int first, Span<double> piece) => values.Span.Slice(first, piece.Length).CopyTo(piece);
}

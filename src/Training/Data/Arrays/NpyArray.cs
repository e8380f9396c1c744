namespace Federated.Training.Data.Arrays;

/// <summary>An array of numbers as NumPy wrote it, values in row-major order.</summary>
/// <param name="Name">Where it came from, for refusals.</param>
/// <param name="Shape">Sizes of its dimensions; none for a scalar.</param>
/// <param name="Values">All values, exact: whole numbers beyond 2^53 are refused by the reader.</param>
/// <param name="IsWhole">True for types of whole numbers and booleans.</param>
public sealed record NpyArray(string Name, IReadOnlyList<int> Shape, double[] Values, bool IsWhole)
{
    /// <summary>Size of the first dimension; 1 for a scalar.</summary>
    public int Rows => Shape.Count == 0 ? 1 : Shape[0];

    /// <summary>Values of a row: the product of the other sizes.</summary>
    public int Columns => Rows == 0 ? 0 : Values.Length / Rows;

    /// <summary>The shape as NumPy prints it.</summary>
    public string ShapeText => $"({string.Join(", ", Shape)}{(Shape.Count == 1 ? "," : string.Empty)})";
}

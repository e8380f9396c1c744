namespace Federated.Domain.Models.Transfer;

/// <summary>A low-rank adapter of one tensor.</summary>
/// <param name="Tensor">Position of the adapted tensor in the model's layout.</param>
/// <param name="Rows">First dimension of the tensor, its outputs.</param>
/// <param name="Columns">Product of its other dimensions.</param>
/// <param name="Rank">Rows of A [rank, columns], columns of B [rows, rank].</param>
/// <param name="OffsetA">Where A starts in the flat array of what travels.</param>
/// <param name="OffsetB">Where B starts.</param>
/// <param name="Factor">alpha / rank.</param>
public sealed record Adapter(int Tensor, int Rows, int Columns, int Rank, int OffsetA, int OffsetB, double Factor)
{
    /// <summary>
    /// Adds factor B A to a tensor [rows, columns], in float32, row by row and in the order of the ranks: the same bits on every machine.
    /// </summary>
    public void AddTo(ReadOnlySpan<float> shared, Span<float> tensor)
    {
        for (var row = 0; row < Rows; row++)
        {
            var target = tensor.Slice(row * Columns, Columns);
            for (var rank = 0; rank < Rank; rank++)
            {
                var share = (float)(Factor * shared[OffsetB + row * Rank + rank]);
                var a = shared.Slice(OffsetA + rank * Columns, Columns);
                for (var column = 0; column < target.Length; column++)
                    target[column] += share * a[column];
            }
        }
    }
}

using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// Rows of a table by id. An example's gradient has, in the row of each of its ids, the sum of the gradients at the positions of that id;
/// a mask of equal ids makes those sums without the table (Li et al., arXiv 2110.05679, section 4.1). No row but those of the sample's
/// ids is read or written.
/// </summary>
/// <param name="ids">int64 [n, T]; 0 where not valid.</param>
/// <param name="counted">float64 [n, T]: 0 at padding, whose row has no gradient; else 1.</param>
/// <param name="valid">bool [n]: false for an example with an id that the table does not have, which counts as broken.</param>
/// <param name="output">[n, T, d].</param>
/// <param name="table">[ids, d].</param>
internal sealed class EmbeddingSite(Tensor ids, Tensor counted, Tensor valid, Tensor output, Tensor table) : ClippedSite(output, table)
{
    /// <summary>The operation, noted.</summary>
    /// <param name="tokens">[n, T], ids as numbers. One that is no id of the table makes its example count as zero.</param>
    /// <param name="table">[ids, d].</param>
    /// <param name="padding">The id whose row is not trained; null for none.</param>
    /// <param name="tape">Where it is noted.</param>
    /// <returns>[n, T, d].</returns>
    public static Tensor Apply(Tensor tokens, Tensor table, long? padding, ClippingTape tape)
    {
        var known = tokens.ge(0).logical_and(tokens.lt(table.shape[0])).logical_and(tokens.eq(tokens.floor()));
        var ids = tokens.masked_fill(known.logical_not(), 0).to_type(ScalarType.Int64);
        var counted = padding is { } id ? ids.ne(id) : ones_like(ids).to_type(ScalarType.Bool);
        var output = table.index_select(0, ids.flatten()).reshape([.. ids.shape, table.shape[1]]);
        tape.Record(new EmbeddingSite(ids, counted.to_type(table.dtype), known.all(1), output, table));
        return output;
    }

    /// <inheritdoc/>
    public override Tensor SquaredNorms(Tensor gradient)
    {
        var own = gradient.mul(counted.unsqueeze(2));
        var same = ids.unsqueeze(2).eq(ids.unsqueeze(1)).to_type(own.dtype);
        // Over its positions an id's sum comes as often as the id, so each position has its share of the square.
        var squares = same.bmm(own).square().sum(dim: 2).div_(same.sum(dim: 2)).sum(dim: 1);
        return squares.masked_fill_(valid.logical_not(), double.NaN);
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor gradient, Tensor factors, Tensor broken, IReadOnlyList<Tensor> sums)
    {
        var scaled = gradient.mul(counted.unsqueeze(2)).mul_(Spread(factors, gradient)).masked_fill_(Spread(broken, gradient), 0);
        sums[0].index_add_(0, ids.flatten(), scaled.flatten(0, 1), 1);
    }
}

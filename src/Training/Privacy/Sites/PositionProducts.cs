using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// A weight that an example uses at T positions: its gradient is the sum over the positions of g x^T. Where T^2 is less than the weight has
/// values the norms follow from the Gram matrices of x and g (Li et al., arXiv 2110.05679, section 4.2), else every example's gradient
/// is made, and its norm is of the very values that are added.
/// </summary>
/// <remarks>
/// A norm from Gram matrices is a difference of terms that may be much larger than itself. What rounding can have taken from it is added:
/// at most (in + out + T^2 + 8) 2^-52 of (sum of |x| |g|)^2, so that an example is never clipped too little.
/// </remarks>
/// <param name="inputs">[n groups, T, in].</param>
/// <param name="groups">Groups of a grouped convolution, each of which has its own part of the weight; 1 otherwise.</param>
internal sealed class PositionProducts(Tensor inputs, long groups = 1)
{
    private Tensor? each;

    /// <summary>The squared norms [n].</summary>
    /// <param name="gradients">[n groups, T, out].</param>
    public Tensor SquaredNorms(Tensor gradients)
    {
        var (positions, width, outputs) = (inputs.shape[1], inputs.shape[2], gradients.shape[2]);
        if (groups > 1 || positions * positions >= width * outputs)
        {
            each = gradients.transpose(1, 2).bmm(inputs).reshape(inputs.shape[0] / groups, -1);
            return each.square().sum(dim: 1);
        }

        var products = Gram(inputs).mul_(Gram(gradients)).flatten(1).sum(dim: 1).clamp_(min: 0);
        var most = inputs.square().sum(dim: 2).mul_(gradients.square().sum(dim: 2)).sqrt_().sum(dim: 1).square();
        return products.add_(most, alpha: Math.ScaleB(width + outputs + positions * positions + 8, -52));
    }

    /// <summary>Adds the weighted sum to a weight's sum, after <see cref="SquaredNorms"/>.</summary>
    /// <param name="gradients">As before.</param>
    /// <param name="factors">[n].</param>
    /// <param name="broken">[n], true for an example that counts as zero.</param>
    /// <param name="sum">Shaped as the weight, whose first dimension is that of the outputs.</param>
    public void AddTo(Tensor gradients, Tensor factors, Tensor broken, Tensor sum)
    {
        if (each is not null)
        {
            sum.view(-1, 1).addmm_(each.masked_fill_(broken.unsqueeze(1), 0).t(), factors.unsqueeze(1));
            return;
        }

        var clear = ClippedSite.Spread(broken, gradients);
        var scaled = gradients.mul(ClippedSite.Spread(factors, gradients)).masked_fill_(clear, 0);
        sum.view(sum.shape[0], -1).addmm_(scaled.flatten(0, 1).t(), inputs.masked_fill(clear, 0).flatten(0, 1));
    }

    private static Tensor Gram(Tensor vectors) => vectors.bmm(vectors.transpose(1, 2));
}

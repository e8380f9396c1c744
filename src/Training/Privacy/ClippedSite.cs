using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// One operation on parameters, and how the gradients of single examples follow from the gradient of its value. Examples are the
/// first dimension of input and value, and each example's value depends on no other example.
/// </summary>
/// <param name="output">The operation's value [n, ...].</param>
/// <param name="parameters">Those it uses, in a fixed order.</param>
internal abstract class ClippedSite(Tensor output, params Tensor[] parameters)
{
    /// <summary>The operation's value [n, ...].</summary>
    public Tensor Output => output;

    /// <summary>The parameters that it uses.</summary>
    public IReadOnlyList<Tensor> Parameters => parameters;

    /// <summary>The squared L2 norms [n] of single examples' gradients, over all of the site's parameters together.</summary>
    /// <param name="gradient">Of the loss, summed over examples, with respect to <see cref="Output"/>.</param>
    public abstract Tensor SquaredNorms(Tensor gradient);

    /// <summary>Adds the weighted sum of single examples' gradients to the sums of the parameters.</summary>
    /// <param name="gradient">As before.</param>
    /// <param name="factors">[n].</param>
    /// <param name="broken">
    /// [n], true for an example that counts as zero. Zero times infinity is not zero: such an example's rows are cleared, not only
    /// weighted. Always, so that time tells nothing.
    /// </param>
    /// <param name="sums">Shaped as the parameters, in their order.</param>
    public abstract void AddTo(Tensor gradient, Tensor factors, Tensor broken, IReadOnlyList<Tensor> sums);

    /// <summary>A vector over the examples, shaped so that it spreads over a tensor [n, ...].</summary>
    internal static Tensor Spread(Tensor vector, Tensor over) => vector.reshape([vector.shape[0], .. Enumerable.Repeat(1L, over.shape.Length - 1)]);
}

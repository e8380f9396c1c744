using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>The gradients of a parameter, one for every example: their norms, and their weighted sum.</summary>
/// <param name="gradients">[n, ...the parameter's shape].</param>
internal sealed class PerExample(Tensor gradients)
{
    private readonly Tensor rows = gradients.reshape(gradients.shape[0], -1);

    /// <summary>Squared [n].</summary>
    public Tensor SquaredNorms() => rows.square().sum(dim: 1);

    /// <summary>Adds the weighted sum to that of the parameter.</summary>
    public void AddTo(Tensor factors, Tensor broken, Tensor sum) =>
        sum.view(1, -1).addmm_(factors.unsqueeze(0), rows.masked_fill(broken.unsqueeze(1), 0));
}

using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// A recurrent cell unrolled over T steps. The gradients of its gates before their functions, at all steps, give those of all of its
/// parameters: with the inputs, with the hidden states before each step, and alone.
/// </summary>
/// <param name="fromInput">Gates as far as they come from the input [T, n, gates hidden]; what the gradient is asked for.</param>
/// <param name="input">[T, n, in].</param>
/// <param name="weights">The parameters.</param>
internal sealed class RecurrentSite(Tensor fromInput, Tensor input, RecurrentWeights weights) : ClippedSite(fromInput, weights.Ordered)
{
    private readonly Tensor[] before = new Tensor[input.shape[0]];
    private readonly Tensor?[] resets = new Tensor?[input.shape[0]];
    private readonly PositionProducts products = new(input.detach().transpose(0, 1));
    private PositionProducts? recurrent;
    private PerExample? inputBiases;
    private PerExample? hiddenBiases;

    /// <summary>Notes what a step starts from.</summary>
    /// <param name="step">Its place in the sequence.</param>
    /// <param name="hidden">[n, hidden].</param>
    /// <param name="reset">The reset gate [n, hidden], with which a GRU's last gate sees what comes from the hidden state; null for other cells.</param>
    public void Step(int step, Tensor hidden, Tensor? reset) => (before[step], resets[step]) = (hidden.detach(), reset?.detach());

    /// <inheritdoc/>
    public override Tensor SquaredNorms(Tensor gradient)
    {
        var gates = gradient.transpose(0, 1);
        var hidden = FromHidden(gradient).transpose(0, 1);
        recurrent = new PositionProducts(stack(before).transpose(0, 1));
        var squares = products.SquaredNorms(gates).add_(recurrent.SquaredNorms(hidden));
        if (weights.InputBias is null) return squares;
        inputBiases = new PerExample(gates.sum(dim: 1));
        hiddenBiases = resets[0] is null ? inputBiases : new PerExample(hidden.sum(dim: 1));
        return squares.add_(inputBiases.SquaredNorms()).add_(hiddenBiases.SquaredNorms());
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor gradient, Tensor factors, Tensor broken, IReadOnlyList<Tensor> sums)
    {
        products.AddTo(gradient.transpose(0, 1), factors, broken, sums[0]);
        recurrent!.AddTo(FromHidden(gradient).transpose(0, 1), factors, broken, sums[1]);
        inputBiases?.AddTo(factors, broken, sums[2]);
        hiddenBiases?.AddTo(factors, broken, sums[3]);
    }

    /// <summary>The gradient of what the gates have from the hidden state: the same, but for a GRU's last gate.</summary>
    private Tensor FromHidden(Tensor gradient)
    {
        if (resets[0] is null) return gradient;
        var parts = gradient.chunk(3, 2);
        return cat([parts[0], parts[1], parts[2].mul(stack(resets!))], 2);
    }
}

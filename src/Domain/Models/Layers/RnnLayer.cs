namespace Federated.Domain.Models.Layers;

/// <summary>PyTorch's <c>RNN</c> with tanh (Elman, 1990).</summary>
public sealed record RnnLayer : RecurrentLayer
{
    /// <inheritdoc/>
    protected override int Gates => 1;
}

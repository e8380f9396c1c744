namespace Federated.Domain.Models.Layers;

/// <summary>PyTorch's <c>LSTM</c> (Hochreiter and Schmidhuber, 1997).</summary>
public sealed record LstmLayer : RecurrentLayer
{
    /// <inheritdoc/>
    protected override int Gates => 4;
}

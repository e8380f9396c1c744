namespace Federated.Domain.Models.Layers;

/// <summary>PyTorch's <c>GRU</c> (Cho et al., 1406.1078), reset after the product.</summary>
public sealed record GruLayer : RecurrentLayer
{
    /// <inheritdoc/>
    protected override int Gates => 3;
}

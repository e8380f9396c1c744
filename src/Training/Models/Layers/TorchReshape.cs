using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="Domain.Models.Layers.ReshapeLayer"/> and <see cref="Domain.Models.Layers.FlattenLayer"/>.</summary>
internal sealed class TorchReshape(ImmutableArray<int> shape) : TorchLayer(nameof(TorchReshape))
{
    private readonly long[] shape = [-1, .. shape.Select(size => (long)size)];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass) => input.reshape(shape);
}

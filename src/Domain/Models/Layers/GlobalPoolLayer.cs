using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>The mean of every channel: an image [channels, height, width] becomes a vector [channels].</summary>
public sealed record GlobalPoolLayer : Layer
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        RequireImage(input);
        return [input[0]];
    }
}

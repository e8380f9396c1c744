using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>The mean of a sequence [length, width] over its tokens that are not padding; zeros where all are.</summary>
public sealed record MeanPoolLayer : Layer
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        RequireSequence(input);
        return [input[1]];
    }
}

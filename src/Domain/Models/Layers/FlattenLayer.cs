using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>All values of an example in one vector, row-major.</summary>
public sealed record FlattenLayer : Layer
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        var count = Count(input);
        Require(count <= int.MaxValue, "the input", Text(input), $"at most {int.MaxValue} values");
        return [(int)count];
    }
}

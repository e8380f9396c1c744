using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>x + f(x), f being layers one after another that keep the shape (He et al., 1512.03385).</summary>
public sealed record ResidualLayer : SequentialLayer
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        var output = base.Output(input);
        Require(output.AsSpan().SequenceEqual(input.AsSpan()), "the shape after its layers", Text(output), $"the shape before them, {Text(input)}: both are added");
        return output;
    }
}

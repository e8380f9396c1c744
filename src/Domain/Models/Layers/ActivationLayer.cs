using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>A function of every value by itself.</summary>
public sealed record ActivationLayer : Layer
{
    /// <summary>Which.</summary>
    public required Activation Function { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(Enum.IsDefined(Function), "function", (int)Function, $"one of {string.Join(", ", Enum.GetNames<Activation>()).ToLowerInvariant()}");
        return input;
    }
}

using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>
/// A transformer block over a sequence [length, width], normalised before each half (Vaswani et al., 1706.03762; Xiong et al.,
/// 2002.04745): x + attention(norm(x)), then x + feed-forward(norm(x)). Padding is never attended to.
/// </summary>
public sealed record TransformerBlockLayer : CompositeLayer
{
    /// <summary>Heads of the attention, at least 1; a divisor of the width.</summary>
    public required int Heads { get; init; }

    /// <summary>Width of the feed-forward half; absent for four times that of the sequence.</summary>
    public int? Hidden { get; init; }

    /// <summary>The share left out of attention weights and of both halves' results in training, from 0, below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>True where a position attends to itself and those before it only.</summary>
    public bool Causal { get; init; }

    /// <summary>In the feed-forward half.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <inheritdoc/>
    public override double DroppedOut => Dropout;

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        RequireSequence(input);
        Require(Heads >= 1 && input[1] % Heads == 0, "heads", Heads, $"a divisor of the width {input[1]}");
        Require(Hidden is null or >= 1, "hidden", Hidden ?? 0, "1 or more, or absent");
        Require(Hidden is not null || input[1] <= int.MaxValue / 4, "the input", Text(input), "a smaller width");
        Require(Dropout is >= 0 and < 1, "dropout", Dropout, "0 to below 1");
        Require(Enum.IsDefined(Activation), "activation", (int)Activation, $"one of {string.Join(", ", Enum.GetNames<Activation>())}");
        return input;
    }

    /// <inheritdoc/>
    public override ImmutableArray<PlacedLayer> Parts(ImmutableArray<int> input)
    {
        LinearLayer whole = new() { Outputs = input[1] };
        var hidden = Hidden ?? 4 * input[1];
        return Place(
            ("norm1", new LayerNormLayer(), input), ("query", whole, input), ("key", whole, input), ("value", whole, input), ("output", whole, input),
            ("norm2", new LayerNormLayer(), input), ("linear1", new LinearLayer { Outputs = hidden }, input), ("linear2", whole, [input[0], hidden]));
    }
}

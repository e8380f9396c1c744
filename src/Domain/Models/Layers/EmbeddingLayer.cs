using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>
/// A learnt vector for every token of a sequence of ids: PyTorch's <c>Embedding</c>. Unless told otherwise id 0 is padding: its vector
/// counts as zero, learns nothing, and the layers that follow leave its positions out.
/// </summary>
public sealed record EmbeddingLayer : Layer
{
    /// <summary>Number of ids, 0 to below this; at least 1.</summary>
    public required int Tokens { get; init; }

    /// <summary>Length of a vector, at least 1.</summary>
    public required int Outputs { get; init; }

    /// <summary>False where id 0 is a token like the others.</summary>
    public bool Padding { get; init; } = true;

    /// <summary>Standard deviation of the fresh vectors, finite and not negative.</summary>
    public double Deviation { get; init; } = 1;

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(Tokens >= (Padding ? 2 : 1), "tokens", Tokens, Padding ? "2 or more, padding being one" : "1 or more");
        Require(Tokens <= LargestId, "tokens", Tokens, $"at most {LargestId}: ids travel as float32");
        Require(Outputs >= 1, "outputs", Outputs, "1 or more");
        Require(double.IsFinite(Deviation) && Deviation >= 0, "deviation", Deviation, "a finite number from 0");
        Require(input.Length == 1, "the input", Text(input), "a sequence of ids [length]");
        return [input[0], Outputs];
    }

    /// <inheritdoc/>
    public override ImmutableArray<LayerTensor> Tensors(ImmutableArray<int> input) =>
        [new("weight", [Tokens, Outputs], Initializer.Normal(Deviation) with { Zeros = Padding ? Outputs : 0 })];
}

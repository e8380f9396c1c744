using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>
/// The half of a generative adversarial network that makes examples of noise (Goodfellow et al., 1406.2661). Examples pass by it
/// unchanged: what follows judges them, and in training also what this layer makes.
/// </summary>
public sealed record GeneratorLayer : SequentialLayer
{
    /// <summary>Length of the noise, standard normal, at least 1.</summary>
    public required int Latent { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<PlacedLayer> Parts(ImmutableArray<int> input) => base.Parts([Latent]);

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(Latent is >= 1 and <= LargestId, "latent", Latent, $"1 to {LargestId}");
        var made = base.Output(input);
        Require(made.AsSpan().SequenceEqual(input.AsSpan()), "what its layers make", Text(made), $"the shape of an example, {Text(input)}");
        return input;
    }
}

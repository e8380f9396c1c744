using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>
/// In training, zeros in the place of some values and the others larger, so that the mean stays; in evaluation nothing (Srivastava et
/// al., JMLR 2014). What is left out follows from the plan's seed, the partner and the round.
/// </summary>
public sealed record DropoutLayer : Layer
{
    /// <summary>The share of values that is left out, from 0, below 1.</summary>
    public required double Rate { get; init; }

    /// <inheritdoc/>
    public override double DroppedOut => Rate;

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(Rate is >= 0 and < 1, "rate", Rate, "0 to below 1");
        return input;
    }
}

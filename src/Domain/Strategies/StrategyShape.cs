using System.Collections.Immutable;

namespace Federated.Domain.Strategies;

/// <summary>What a strategy has beside the model.</summary>
public sealed record StrategyShape
{
    /// <summary>Nothing.</summary>
    public static StrategyShape ModelAlone { get; } = new();

    /// <summary>The vectors that it keeps between rounds, each as long as the model, names in ordinal order.</summary>
    public ImmutableArray<StrategyMoment> Moments { get; init; } = [];

    /// <summary>How many single means stand behind the model's in the pseudo-gradient.</summary>
    public int Scalars { get; init; }

    /// <summary>True when one more mean a parameter stands behind the model's instead, and one more value a parameter is published behind
    /// the model.</summary>
    public bool HasControls { get; init; }
}

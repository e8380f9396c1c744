namespace Federated.Domain.Strategies;

/// <summary>What a server strategy returns.</summary>
/// <param name="Model">The next global parameters, flat, in layout order; finite.</param>
/// <param name="State">What the next step wants to be given.</param>
public sealed record ServerStep(float[] Model, ServerState State)
{
    /// <summary>The values of <see cref="StrategySpecification.PublishedTensors"/>, flat, to be published behind the model; mostly none.</summary>
    public float[] Published { get; init; } = [];
}

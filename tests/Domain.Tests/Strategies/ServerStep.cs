using Federated.Domain.Strategies;

namespace Federated.Domain.Tests.Strategies;

/// <summary>What a step gives, as whole arrays.</summary>
public sealed record ServerStep(float[] Model, ServerState State)
{
    public float[] Published { get; init; } = [];
}

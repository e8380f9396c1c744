using System.Collections.Immutable;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Updates;

/// <summary>What a round takes: everything that an incoming update is checked against while it streams in.</summary>
/// <param name="Round">The run and round that are open.</param>
/// <param name="Layout">The model's parameter layout.</param>
/// <param name="CoordinateBound">The largest absolute value of any coordinate, finite and positive; beyond it a partner has
/// diverged.</param>
/// <param name="MaxWeightUnits">The largest weight, in units of 2^-20, at least 1.</param>
public sealed record UpdateExpectation(RoundId Round, ParameterLayout Layout, float CoordinateBound, long MaxWeightUnits)
{
    /// <summary>The codecs that the plan admits.</summary>
    public ImmutableArray<string> Codecs { get; init; } = [UpdateFile.Float32Codec];
}

using System.Collections.Immutable;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;

namespace Federated.Protocol.Runs;

/// <summary>What an adaptive run reserved so far.</summary>
/// <param name="Reserved">The noise multiplier of every reserved round, from round 1, in millionths.</param>
/// <param name="NextNoise">That of the next round.</param>
public sealed record AdaptiveView(ImmutableArray<long> Reserved, long NextNoise)
{
    /// <summary>The noise multiplier of the next round.</summary>
    public double NextNoiseMultiplier() => RoundTerms.Multiplier(NextNoise);

    /// <summary>Epsilon after some rounds, an odometer reading; the guarantee is the filter's.</summary>
    /// <param name="plan">The run's plan.</param>
    /// <param name="rounds">How many of the reserved rounds.</param>
    public double Reading(RunPlan plan, int rounds) => RunFilter.Reading(plan, Reserved.Take(rounds));
}

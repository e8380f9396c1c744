using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Agreements;
using Federated.Domain.Models;

namespace Federated.Domain.Rounds;

/// <summary>Draws a round's cohort without replacement, from a seed, so that a run with fixed seeds repeats.</summary>
public static class CohortSelection
{
    /// <summary>The cohort of a round, sorted by name.</summary>
    /// <param name="eligible">The run's partners.</param>
    /// <param name="size">How many to draw; all of them when there are fewer.</param>
    /// <param name="seed">The plan's cohort seed.</param>
    /// <param name="round">The round number; every round has a draw of its own. The run id plays no part, so that the same plan repeats.</param>
    public static ImmutableArray<PartnerName> Draw(IEnumerable<PartnerName> eligible, int size, ulong seed, int round)
    {
        var pool = eligible.Distinct().OrderBy(p => p.ToString(), StringComparer.Ordinal).ToArray();
        if (pool.Length > size)
        {
            var random = new SeededRandom(SeededRandom.Derive(seed, "cohort", round.ToString(CultureInfo.InvariantCulture)));
            random.Shuffle(pool.AsSpan());
        }

        return [.. pool.Take(size).OrderBy(p => p.ToString(), StringComparer.Ordinal)];
    }
}

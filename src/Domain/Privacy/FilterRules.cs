using System.Collections.Immutable;
using Federated.Domain.Privacy.Budgets;

namespace Federated.Domain.Privacy;

/// <summary>The lines of the compatibility table about adaptive runs; they are the same in every private mode.</summary>
internal static class FilterRules
{
    private const double LargestEpsilon = 1000;
    private const int MostOrders = 8;

    /// <summary>The lines for a mode, in the order in which they are checked.</summary>
    public static ImmutableArray<ModeRule> For(string mode) =>
    [
        new(mode, "privacy.filter.epsilon", p => p.Privacy.Filter is null or { Epsilon: > 0 and <= LargestEpsilon }, "above 0, at most 1,000",
            "it is what an adaptive run promises, however many rounds it has"),
        new(mode, "privacy.filter.orders", p => p.Privacy.Filter?.Orders is not { } orders || AreOrders(orders), "absent, or 1 to 8 different whole numbers from 2 to 1024",
            "a discrete Gaussian under sampling is bounded at whole orders only, and every order takes its part of delta"),
        new(mode, "privacy.noiseMultiplier", p => p.Privacy.Filter is null || RoundTerms.Millionths(p.Privacy.NoiseMultiplier!.Value) is not null, "a number of at most six decimals",
            "the ledger charges every round of an adaptive run in millionths, exactly as it is used"),
        new(mode, "privacy.filter", p => p.Privacy.Filter is null || RunFilter.Admits(p, [], RoundTerms.Millionths(p.Privacy.NoiseMultiplier!.Value)!.Value),
            "large enough for one round: raise privacy.filter.epsilon or privacy.noiseMultiplier", "a run of no rounds learns nothing"),
    ];

    private static bool AreOrders(ImmutableArray<int> orders) =>
        orders is { IsDefault: false, Length: >= 1 and <= MostOrders } && orders.All(order => order is >= 2 and <= 1024) && orders.Distinct().Count() == orders.Length;
}

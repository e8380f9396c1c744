using System.Collections.Immutable;
using Federated.Domain.Privacy.Accounting;

namespace Federated.Domain.Privacy.Budgets;

/// <summary>
/// Epsilon over all of a partner's runs. One run alone, declared in advance, is measured by the better of RDP and PLD.
/// With several runs the later ones may depend on what the earlier ones put out, so only the Renyi orders compose
/// (PRIVACY section 5; Feldman and Zrnic 2008.11193).
/// </summary>
public static class BudgetAccount
{
    /// <summary>Epsilon of all charges together at a delta; 0 without any.</summary>
    public static double Epsilon(IReadOnlyCollection<RunCharge> charges, double delta)
    {
        if (charges.Count == 0)
            return 0;
        var byRenyi = Report(charges.SelectMany(c => c.Used ?? c.Declared), delta)?.RdpEpsilon ?? 0;
        return charges.Count > 1 ? byRenyi : Math.Min(byRenyi, Report(charges.First().Declared, delta)?.Epsilon ?? 0);
    }

    private static PrivacyReport? Report(IEnumerable<ComposedEvent> events, double delta) =>
        events.ToImmutableArray() is { IsEmpty: false } all ? PrivacyAccountant.Report(all, delta) : null;
}

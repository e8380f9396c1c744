using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;

namespace Federated.ConsoleApp.Offline;

/// <summary>
/// Computes a run's privacy spend again from a ledger export, with nothing but the plan and the reservations that the ledger holds, and compares
/// it with what the ledger says was reserved and charged.
/// </summary>
public static class PrivacyAudit
{
    /// <summary>
    /// Millionths of epsilon by which the ledger and this computation may differ: another release's accountant, or another
    /// processor's rounding, moves the last digits of a bound, never this much.
    /// </summary>
    private const long Tolerance = 1_000;

    /// <summary>Audits one run.</summary>
    /// <param name="path">An export.</param>
    /// <param name="run">The run.</param>
    /// <param name="trusted">Pinned keys, or null to take those of the export.</param>
    /// <exception cref="FederatedException">FED-1301 when the export does not hold the run; FED-1602 when there is no file.</exception>
    public static PrivacyAuditReport Of(string path, RunId run, FederationKeys? trusted)
    {
        var verdict = ExportFile.Verify(path, trusted);
        var entries = ExportFile.Entries(path, entry => entry.RunOrNull == run);
        var launched = entries.OfType<RunLaunched>().FirstOrDefault() ?? throw new FederatedException(ErrorCodes.RunUnknown,
            $"The export {path} holds no launch of run '{run}'. 'fed run list' shows the runs; export the ledger again if the run is newer.");
        var plan = RunPlanFile.Parse(launched.Plan);
        var seals = entries.OfType<RoundSealed>().ToImmutableArray();
        var closed = entries.Where(entry => entry is RoundSealed or RoundAbandoned).Max(entry => entry.RoundOrNull) ?? 0;
        var outcome = entries.OfType<RunFinished>().FirstOrDefault()?.Outcome;

        // Without a completed run one more round may have been assigned, and what was assigned is spent.
        // An adaptive run says itself what it reserved.
        var adaptive = AdaptiveAudit.Of(plan, entries);
        var opened = adaptive?.Reserved.Count ?? (outcome == RunFinished.Completed ? closed : Math.Min(closed + 1, plan.Rounds));
        var whole = adaptive is null ? PrivacySchedule.Report(plan, plan.Rounds) : null;
        var reserved = whole is null ? PrivacySchedule.Reservation(plan) : PrivacySchedule.MicroEpsilon(whole.Epsilon);
        return new(verdict, launched, plan, outcome, seals.Length, closed, opened, seals.Sum(seal => seal.SpendMicroEpsilon),
            reserved, adaptive is null ? PrivacySchedule.Report(plan, opened) : null, whole, adaptive, [.. Problems(verdict, launched, plan, seals, reserved, adaptive)]);
    }

    private static IEnumerable<string> Problems(
        LedgerVerdict verdict, RunLaunched launched, RunPlan plan, ImmutableArray<RoundSealed> seals, long reserved, AdaptiveAudit? adaptive)
    {
        if (!verdict.Valid)
            yield return VerdictReport.Sentence(verdict);
        if (launched.Mode != plan.Privacy.Mode)
            yield return $"The launch says mode '{launched.Mode}', its plan says '{plan.Privacy.Mode}'.";
        if (launched.Rounds != plan.Rounds)
            yield return string.Create(CultureInfo.InvariantCulture, $"The launch says {launched.Rounds} rounds, its plan says {plan.Rounds}.");
        if (Math.Abs(launched.ReservedMicroEpsilon - reserved) > Tolerance)
            yield return $"The launch reserved {Micro(launched.ReservedMicroEpsilon)}, the plan's schedule costs {Micro(reserved)}.";
        if (adaptive is { Overspent: { } overspent })
            yield return string.Create(CultureInfo.InvariantCulture, $"Round {overspent} was reserved, the run's filter does not admit it.");
        foreach (var seal in seals)
        {
            var share = PrivacySchedule.SealedSpend(plan, launched.ReservedMicroEpsilon, seal.Round);
            if (seal.SpendMicroEpsilon != share)
                yield return $"Round {seal.Round} was charged {Micro(seal.SpendMicroEpsilon)}, its share of the reservation is {Micro(share)}.";
            if (adaptive is not null && !adaptive.Reserved.ContainsKey(seal.Round))
                yield return $"Round {seal.Round} was sealed and not reserved.";
            var mechanism = AdaptiveClipping.Stated(plan, seal.Mechanism) is { } terms
                ? AggregationPlan.Of(plan, adaptive?.Terms(seal.Round, terms) ?? terms).Mechanism
                : "a clip norm within the plan's limits";
            if (!string.Equals(seal.Mechanism, mechanism, StringComparison.Ordinal))
                yield return $"Round {seal.Round} was sealed with '{seal.Mechanism}', the {(adaptive is null ? "plan" : "reservation")} means '{mechanism}'.";
        }

        if (adaptive is null && seals.Length == launched.Rounds && seals.Sum(seal => seal.SpendMicroEpsilon) is var sum && sum != launched.ReservedMicroEpsilon)
            yield return $"The shares of all rounds add up to {Micro(sum)}, the launch reserved {Micro(launched.ReservedMicroEpsilon)}.";
    }

    private static string Micro(long epsilon) => string.Create(CultureInfo.InvariantCulture, $"{epsilon / 1e6:0.000000}");
}

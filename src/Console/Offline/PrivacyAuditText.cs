using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;

namespace Federated.ConsoleApp.Offline;

/// <summary>Says what an audit found.</summary>
public static class PrivacyAuditText
{
    private const int MostProblems = 10;

    /// <summary>Everything.</summary>
    public static void Write(Screen screen, PrivacyAuditReport audit)
    {
        screen.Fact("run", audit.Launched.Run);
        screen.Fact("plan hash", audit.Launched.PlanHash);
        screen.Fact("privacy mode", PlanFile.Privacy(audit.Plan));
        screen.Fact("ledger", audit.Ledger.Valid
            ? audit.Ledger.KeysFromFile ? "verifies, with the keys that the export names itself; pin them with --keys FILE" : "verifies, with the keys you gave"
            : "does not verify");
        screen.Fact("rounds", string.Create(CultureInfo.InvariantCulture, $"{audit.Plan.Rounds} declared, {audit.Opened} opened, {audit.Sealed} sealed; {audit.Outcome ?? "goes on"}"));
        if (audit.Adaptive is { } adaptive)
            Adaptive(screen, audit, adaptive);
        if (audit.Whole is { } whole && PrivacySchedule.Unit(audit.Plan) is { } unit)
        {
            screen.Fact("mechanism", AggregationPlan.Of(audit.Plan).Mechanism);
            screen.Fact("guarantee", $"{Words.Basis(whole.Delta, unit)}, add or remove one {Words.Of(unit)}");
            screen.Line();
            screen.Table(
                ["epsilon of", "#rounds", "#by RDP", "#by PLD", "#at least", "the better one"],
                [Row("the rounds opened", audit.Opened, audit.SoFar), Row("the whole reservation", audit.Plan.Rounds, audit.Whole)]);
            screen.Line();
            if (audit.Opened < audit.Plan.Rounds)
                screen.Line("A run may end early because of what it put out: for the rounds opened only the RDP figure is a guarantee, the PLD figure is a reading.");
        }

        screen.Fact("reserved", $"{Micro(audit.Launched.ReservedMicroEpsilon)} in the ledger, {Micro(audit.RecomputedMicroEpsilon)} computed again");
        screen.Fact("charged", audit.Adaptive is null
            ? string.Create(CultureInfo.InvariantCulture, $"{Micro(audit.ChargedMicroEpsilon)} in {audit.Sealed} sealed rounds")
            : "round by round, by the reservations");
        Verdict(screen, audit);
    }

    /// <summary>The end of a demo: what it cost and whether the ledger agrees.</summary>
    public static void Summary(Screen screen, PrivacyAuditReport audit, string export)
    {
        if (audit.Adaptive is { } adaptive)
        {
            screen.Line(string.Create(CultureInfo.InvariantCulture,
                $"Epsilon: at most {adaptive.Filter.Epsilon} by {PlanFile.Filter(adaptive.Filter)}; odometer reading {Words.Epsilon(adaptive.Filter.Reading)} after {audit.Opened} reserved rounds"));
        }
        else if (audit.Whole is { } whole && PrivacySchedule.Unit(audit.Plan) is { } unit)
        {
            screen.Line($"Epsilon: {Words.Epsilon(whole.RdpEpsilon)} by RDP, {Words.Epsilon(whole.PldEpsilon)} by PLD ({Words.Basis(whole.Delta, unit)})");
            screen.Line($"Reserved {Micro(audit.Launched.ReservedMicroEpsilon)} at the launch, charged {Micro(audit.ChargedMicroEpsilon)} in {audit.Sealed.ToString(CultureInfo.InvariantCulture)} sealed rounds");
        }
        else
        {
            screen.Warning($"Privacy mode {PlanFile.Privacy(audit.Plan)}");
        }

        screen.Line($"'fed privacy audit {audit.Launched.Run} --ledger {export}' computes this again from the ledger:");
        Verdict(screen, audit);
    }

    private static void Adaptive(Screen screen, PrivacyAuditReport audit, AdaptiveAudit adaptive)
    {
        var (filter, unit) = (adaptive.Filter, PrivacySchedule.Unit(audit.Plan)!.Value);
        screen.Fact("guarantee", string.Create(CultureInfo.InvariantCulture,
            $"epsilon {filter.Epsilon} ({Words.Basis(filter.Delta, unit)}), add or remove one {Words.Of(unit)}, by {PlanFile.Filter(filter)}"));
        screen.Fact("odometer", $"reading {Figure(filter.Reading)} after {audit.Opened.ToString(CultureInfo.InvariantCulture)} reserved rounds; a reading, not the guarantee");
        screen.Fact("tunings", adaptive.Tunings.ToString(CultureInfo.InvariantCulture));
        screen.Line();
        screen.Table(
            ["#from round", "#rounds", "#noise multiplier", "mechanism"],
            [.. Phases(adaptive).Select(phase => new[]
            {
                phase.From.ToString(CultureInfo.InvariantCulture), phase.Count.ToString(CultureInfo.InvariantCulture),
                RoundTerms.Multiplier(phase.Noise).ToString(CultureInfo.InvariantCulture), Mechanism(audit.Plan, adaptive.Terms(phase.From, RoundTerms.Of(audit.Plan))),
            })]);
        screen.Line();
    }

    private static string Mechanism(RunPlan plan, RoundTerms terms) => plan.Privacy.AdaptiveClip is null
        ? AggregationPlan.Of(plan, terms).Mechanism
        : "follows the clip norm: each seal states its own";

    /// <summary>Rounds in a row with the same noise.</summary>
    private static List<(int From, int Count, long Noise)> Phases(AdaptiveAudit adaptive)
    {
        var phases = new List<(int From, int Count, long Noise)>();
        foreach (var (round, noise) in adaptive.Reserved)
        {
            if (phases.Count > 0 && phases[^1].Noise == noise)
                phases[^1] = phases[^1] with { Count = phases[^1].Count + 1 };
            else
                phases.Add((round, 1, noise));
        }

        return phases;
    }

    private static void Verdict(Screen screen, PrivacyAuditReport audit)
    {
        if (audit.Agrees)
        {
            screen.Line("The ledger agrees with the recomputation.");
            return;
        }

        screen.Warning("The ledger does not agree with the recomputation:");
        foreach (var problem in audit.Problems.Take(MostProblems))
            screen.Line("  " + problem);
        if (audit.Problems.Length > MostProblems)
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"  and {audit.Problems.Length - MostProblems} more."));
    }

    private static string[] Row(string what, int rounds, PrivacyReport? report) =>
    [
        what, rounds.ToString(CultureInfo.InvariantCulture), Figure(report?.RdpEpsilon), Figure(report?.PldEpsilon), Lower(report?.PldLowerBound), report?.Basis ?? "-",
    ];

    private static string Figure(double? upper) => Rounded(upper, Math.Ceiling);

    private static string Lower(double? lower) => Rounded(lower, Math.Floor);

    private static string Rounded(double? value, Func<double, double> direction) => value is { } number && double.IsFinite(number)
        ? string.Create(CultureInfo.InvariantCulture, $"{direction(number * 1e4) / 1e4:0.0000}")
        : "-";

    private static string Micro(long epsilon) => string.Create(CultureInfo.InvariantCulture, $"{epsilon / 1e6:0.000000}");
}

using System.Collections.Immutable;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;

namespace Federated.ConsoleApp.Offline;

/// <summary>Says what a run's cohorts are and whether they hold.</summary>
public static class CohortReportText
{
    private const int MostProblems = 10;

    /// <summary>Every round in a table, or one with its partners.</summary>
    /// <exception cref="FederatedException">FED-1303: the ledger closed no such round.</exception>
    public static void Write(Screen screen, CohortReport report, int? only)
    {
        var cohort = report.Plan.Cohort;
        screen.Fact("run", report.Launched.Run);
        screen.Fact("rule", $"{cohort.Selection ?? "random"}, seed {cohort.Seed.ToString(CultureInfo.InvariantCulture)}");
        screen.Fact("ledger", !report.Ledger.Valid ? "does not verify"
            : report.Ledger.KeysFromFile ? "verifies, with the keys that the export names itself; pin them with --keys FILE" : "verifies, with the keys you gave");
        if (only is { } number)
        {
            One(screen, report.Rounds.FirstOrDefault(round => round.Round == number) ?? throw new FederatedException(ErrorCodes.RoundUnknown,
                $"The ledger says of no round {number} of run '{report.Launched.Run}' that it was sealed or abandoned. Leave --round out to see those that were."));
        }
        else
        {
            screen.Table(
                ["#round", "#available", "#asked", "#accepted", "#spare", "#lost", "#missing", "outcome", "drawn again"],
                [.. report.Rounds.Select(round => Row(report.Plan, round))]);
        }

        Verdict(screen, report);
    }

    private static string[] Row(RunPlan plan, CohortFinding round) =>
    [
        Text(round.Round), Text(round.Available), Text(round.Cohort.Length), Text(round.Accepted.Length), Text(round.Spare.Length), Text(round.Lost.Length),
        Text(round.Missing.Length), round.Abandoned ? "abandoned" : "sealed", !round.Problems.IsEmpty ? "DIFFERS" : CohortAudit.CanCheck(plan) ? "the same" : "number only",
    ];

    private static void One(Screen screen, CohortFinding round)
    {
        screen.Fact("round", $"{Text(round.Round)}, {(round.Abandoned ? "abandoned" : "sealed")}; {Text(round.Available)} partners were available");
        Names(screen, "asked", round.Cohort);
        Names(screen, round.Abandoned ? "came" : "accepted", round.Accepted);
        Names(screen, "spare", round.Spare);
        Names(screen, "lost", round.Lost);
        Names(screen, "missing", round.Missing);
    }

    private static void Names(Screen screen, string what, ImmutableArray<PartnerName> partners) =>
        screen.Fact(what, partners.IsEmpty ? "0" : $"{Text(partners.Length)}: {string.Join(", ", partners)}");

    private static void Verdict(Screen screen, CohortReport report)
    {
        if (report.Holds)
        {
            screen.Line(CohortAudit.CanCheck(report.Plan)
                ? "Every cohort is the draw that the plan prescribes."
                : "Every cohort has the number of partners that the plan prescribes, and they were available. Which of them were drawn follows from what nodes declared; the ledger does not hold that.");
            return;
        }

        screen.Line("The cohorts are not as the plan prescribes:");
        foreach (var problem in report.Problems.Take(MostProblems))
            screen.Line("  " + problem);
        if (report.Problems.Count() is var all && all > MostProblems)
            screen.Line($"  and {Text(all - MostProblems)} more");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

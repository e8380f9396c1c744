using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Privacy;

namespace Federated.ConsoleApp.Demo;

/// <summary>Says what demos of several seeds reached together, and whether that is what was stated.</summary>
public static class SeedSummary
{
    /// <summary>One row for each seed.</summary>
    public static void Table(Screen screen, IReadOnlyList<DemoOutcome> outcomes) => screen.Table(
        ["#seed", "#accuracy", "#epsilon by RDP", "#by PLD", "#charged", "verified"],
        [.. outcomes.Select(outcome => (string[])
        [
            outcome.Seed.ToString(CultureInfo.InvariantCulture),
            Words.Percent(outcome.Accuracy),
            Words.Epsilon(outcome.Epsilon?.RdpEpsilon),
            Words.Epsilon(outcome.Epsilon?.PldEpsilon),
            outcome.Epsilon is null ? "-" : Micro(outcome.ChargedMicroEpsilon),
            outcome.Verified ? "yes" : "no",
        ])]);

    /// <summary>The table, mean and deviation, and the verdict.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="options">What all of them were asked for.</param>
    /// <param name="outcomes">At least one.</param>
    /// <returns>True when all verified, none cost more than planned, and the mean reached its floor, where there is one.</returns>
    public static bool Write(Screen screen, DemoOptions options, IReadOnlyList<DemoOutcome> outcomes)
    {
        Table(screen, outcomes);
        screen.Line();
        var reached = Accuracy(screen, options, outcomes);
        var paid = Epsilon(screen, outcomes);
        var failed = outcomes.Where(outcome => !outcome.Verified).Select(outcome => outcome.Seed.ToString(CultureInfo.InvariantCulture)).ToArray();
        if (failed.Length > 0)
            screen.Warning($"Not completed or not verified: seed {string.Join(", ", failed)}. What failed stands above, with that seed.");
        else
            screen.Line("Every run completed; every ledger, receipt and privacy spend verified.");
        return reached && paid && failed.Length == 0;
    }

    private static bool Accuracy(Screen screen, DemoOptions options, IReadOnlyList<DemoOutcome> outcomes)
    {
        double[] measured = [.. outcomes.Where(outcome => outcome.Accuracy is not null).Select(outcome => outcome.Accuracy!.Value)];
        if (measured.Length < outcomes.Count)
        {
            screen.Warning("A run gave no model that was measured: there is no mean.");
            return false;
        }

        var mean = measured.Average();
        screen.Line(string.Create(CultureInfo.InvariantCulture,
            $"Accuracy over {measured.Length} seeds: {Words.Percent(mean)} +- {100 * Deviation(measured, mean):0.00} (mean and standard deviation), lowest {Words.Percent(measured.Min())}"));
        if (options.Floor is not { } floor)
        {
            screen.Line("No verdict on it: what the sample plan reaches is stated for its own rounds, five partners and alpha 0.5.");
            return true;
        }

        var stated = $"the {string.Create(CultureInfo.InvariantCulture, $"{100 * floor:0.##}")} % stated for {options.Dataset.Name}{(options.Private ? string.Empty : " without privacy")}";
        if (mean >= floor)
            screen.Line($"The mean reaches {stated}.");
        else
            screen.Warning($"The mean misses {stated}.");
        return mean >= floor;
    }

    private static bool Epsilon(Screen screen, IReadOnlyList<DemoOutcome> outcomes)
    {
        if (outcomes[0].Epsilon is not { } first)
            return true;
        if (outcomes.FirstOrDefault(outcome => !outcome.IsWithinPlan) is { } dear)
        {
            screen.Warning(string.Create(CultureInfo.InvariantCulture,
                $"Seed {dear.Seed} cost more epsilon than its plan said: charged {Micro(dear.ChargedMicroEpsilon)}, planned {Micro(dear.PlannedMicroEpsilon)}."));
            return false;
        }

        screen.Line($"No run cost more than the epsilon {Words.Epsilon(outcomes.Max(outcome => outcome.PlannedMicroEpsilon) / 1e6)} ({Words.Basis(first.Delta, PrivacyUnit.Record)}) of its plan.");
        return true;
    }

    /// <summary>Of a sample: over n - 1.</summary>
    private static double Deviation(double[] values, double mean) =>
        values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));

    private static string Micro(long epsilon) => string.Create(CultureInfo.InvariantCulture, $"{epsilon / 1e6:0.000000}");
}

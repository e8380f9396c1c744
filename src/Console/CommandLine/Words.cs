using System.Globalization;
using System.Text.Json;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;

namespace Federated.ConsoleApp.CommandLine;

/// <summary>How values read in tables.</summary>
public static class Words
{
    /// <summary>An enum value in lower case with hyphens, as the protocol spells it.</summary>
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>A moment in UTC, to the second.</summary>
    public static string Of(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>A part of a whole.</summary>
    public static string Of(int done, int all) => string.Create(CultureInfo.InvariantCulture, $"{done}/{all}");

    /// <summary>Epsilon to two decimals, rounded up: what is printed is never less than what was spent.</summary>
    public static string Epsilon(double? epsilon) => epsilon is { } value
        ? double.IsFinite(value) ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(value * 100) / 100:0.00}") : "no bound"
        : "-";

    /// <summary>What an epsilon refers to: <c>delta 1e-05, per record</c>.</summary>
    public static string Basis(double delta, PrivacyUnit unit) => string.Create(CultureInfo.InvariantCulture, $"delta {delta:0.##e-00}, per {Of(unit)}");

    /// <summary>Epsilon of what went out so far, and of an adaptive run also what its filter allows: the reading alone guarantees nothing.</summary>
    public static string Spent(RunPlan plan, double? epsilon)
    {
        if (PrivacySchedule.Unit(plan) is not { } unit)
            return "no differential privacy";
        var basis = Basis(plan.Privacy.Delta!.Value, unit);
        return plan.Privacy.Filter is { } filter
            ? string.Create(CultureInfo.InvariantCulture, $"odometer {Epsilon(epsilon)} of the filter's epsilon {filter.Epsilon} ({basis})")
            : $"epsilon {Epsilon(epsilon)} ({basis})";
    }

    /// <summary>A share as a percentage with two decimals, or a dash.</summary>
    public static string Percent(double? share) => share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.00} %") : "-";
}

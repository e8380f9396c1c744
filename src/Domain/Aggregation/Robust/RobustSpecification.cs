using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>A robust rule as a plan declares it.</summary>
/// <param name="Rule">One of <see cref="Rules"/>.</param>
/// <param name="Trim">Of <c>trimmed-mean</c>: the fraction left out at each end.</param>
/// <param name="Byzantine">Of <c>krum</c> and <c>multi-krum</c>: f, the hostile members to withstand.</param>
/// <param name="Select">Of <c>multi-krum</c>: the updates whose mean is taken, at least 2.</param>
/// <param name="Factor">Of <c>norm-filter</c> and <c>norm-clip</c>: the largest norm, in medians of all norms.</param>
public sealed record RobustSpecification(string Rule, double? Trim = null, int? Byzantine = null, int? Select = null, double? Factor = null)
{
    /// <summary>The rule of <see cref="CoordinateMedian"/>.</summary>
    public const string Median = "median";

    /// <summary>The rule of <see cref="TrimmedMean"/>.</summary>
    public const string TrimmedMeanRule = "trimmed-mean";

    /// <summary>The rule of <see cref="Krum"/> with one update.</summary>
    public const string KrumRule = "krum";

    /// <summary>The rule of <see cref="Krum"/> with several.</summary>
    public const string MultiKrum = "multi-krum";

    /// <summary>The rule of <see cref="GeometricMedian"/>.</summary>
    public const string GeometricMedianRule = "geometric-median";

    /// <summary>The rule of <see cref="NormRule"/> that leaves long updates out.</summary>
    public const string NormFilter = "norm-filter";

    /// <summary>The rule of <see cref="NormRule"/> that scales long updates down.</summary>
    public const string NormClip = "norm-clip";

    /// <summary>Every rule, in the order of the documentation.</summary>
    public static ImmutableArray<string> Rules { get; } = [Median, TrimmedMeanRule, KrumRule, MultiKrum, GeometricMedianRule, NormFilter, NormClip];

    /// <summary>Whether a rule is an <see cref="ICoordinateRule"/>.</summary>
    public static bool IsCoordinateWise(string rule) => rule is Median or TrimmedMeanRule;

    /// <summary>The rule and its numbers in words, for example <c>trimmed-mean 0.2</c>.</summary>
    public override string ToString() => string.Join(' ', new object?[] { Rule, Trim, Byzantine, Select, Factor }
        .Where(part => part is not null).Select(part => Convert.ToString(part, CultureInfo.InvariantCulture)));

    /// <summary>The rule, checked.</summary>
    /// <exception cref="FederatedException">FED-1001: an unknown rule, a number that it needs and lacks, or one that it would ignore.</exception>
    public IRobustAggregator Create()
    {
        if (!Rules.Contains(Rule))
            throw new FederatedException(ErrorCodes.PlanInvalid, $"Got aggregation rule {Excerpt.Of(Rule)}, wanted one of {string.Join(", ", Rules)}, or no aggregation for the mean.");
        Only("trim", Trim, TrimmedMeanRule);
        Only("byzantine", Byzantine, KrumRule, MultiKrum);
        Only("select", Select, MultiKrum);
        Only("factor", Factor, NormFilter, NormClip);
        return Rule switch
        {
            Median => new CoordinateMedian(),
            TrimmedMeanRule => new TrimmedMean(Trim!.Value),
            KrumRule => new Krum(Byzantine!.Value),
            MultiKrum => new Krum(Byzantine!.Value, Select is >= 2 and var many ? many : throw RobustChecks.Invalid("aggregation.select", Select, "2 or more; 1 is krum")),
            GeometricMedianRule => new GeometricMedian(),
            _ => new NormRule(Factor!.Value, clips: Rule == NormClip),
        };
    }

    private void Only(string member, object? value, params ReadOnlySpan<string> rules)
    {
        if (rules.Contains(Rule) != (value is not null))
            throw RobustChecks.Invalid($"aggregation.{member} of rule '{Rule}'", value, value is null ? "a number" : "none, for the rule would ignore it");
    }
}

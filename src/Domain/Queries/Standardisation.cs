using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;

namespace Federated.Domain.Queries;

/// <summary>
/// Federated standardisation: one query asks all partners for what the means and deviations of the declared features follow from, and the
/// plan takes them up as constants, the same at every partner. The query is charged like any other; what follows from its answer is free.
/// </summary>
/// <remarks>
/// <para>
/// For every number with range [a, b], c = (a + b) / 2 and h = (b - a) / 2, the query asks for S1 = sum(x - c) and S2 = sum((x - c)^2), x cut to the
/// range, and for n: how many records hold a number there, or how many records there are where none may be missing. One record moves them by at most
/// h, h^2 and 1. Then mean = c + S1 / n and variance = S2 / n - (S1 / n)^2.
/// </para>
/// <para>
/// Noise may drown a variance. Its standard error is taken from the noise of the three figures to first order; where the variance is not at least
/// twice that, the constants of a uniform distribution over the range stand in (c and h / sqrt 3), and that is said. So they do for a feature that is
/// the same everywhere. Only +, -, *, / and square root are used, so that everyone who has the answer gets the same constants to the bit.
/// </para>
/// </remarks>
public static class Standardisation
{
    private const int LongestName = 40;
    private const string Records = "records";
    // Of h^2. The grid of an exact answer, 2^-30 of h and of h^2, tells no less.
    private const double LeastShare = 1e-8;

    /// <summary>The query that a plan's constants follow from.</summary>
    /// <param name="training">A plan with declared features.</param>
    /// <param name="noiseMultiplier">The query's own z; null in mode <c>none</c>.</param>
    /// <exception cref="FederatedException">FED-1001 when there is nothing to standardise; FED-1006 when the plan's mode answers no queries.</exception>
    public static RunPlan Query(RunPlan training, double? noiseMultiplier)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.Query is not null || Numbers(training.Data).IsEmpty)
            throw new FederatedException(ErrorCodes.PlanInvalid, $"The plan '{training.Name}' declares no numbers with ranges, wanted data.features of type number, or a data.target, to standardise.");
        if (training.Privacy.Mode == PrivacyPlan.PartnerCentral)
        {
            throw new FederatedException(ErrorCodes.PlanIncompatible,
                "Mode partner-central answers no queries: a partner's totals would have to be clipped to the size of a single record's. Give public means and deviations in the plan, or keep data.scaling range.");
        }

        var plan = new RunPlan
        {
            Name = Named(training.Name),
            Query = new() { Statistics = Statistics(training.Data) },
            Privacy = training.Privacy.Mode == PrivacyPlan.None
                ? new() { Mode = PrivacyPlan.None }
                : new() { Mode = PrivacyPlan.RecordCentral, Delta = training.Privacy.Delta, NoiseMultiplier = noiseMultiplier, PartnerExamples = training.Privacy.PartnerExamples },
            Cohort = new() { Size = training.Cohort.Size, Quorum = training.Cohort.Quorum },
            Rounds = 1,
            RoundDeadlineSeconds = training.RoundDeadlineSeconds,
            GraceSeconds = training.GraceSeconds,
        };
        RunPlanRules.Check(plan);
        return plan;
    }

    /// <summary>The plan with the constants that an answer gives; its own offset and scale, which were those of another scaling, are left out.</summary>
    /// <param name="training">The plan.</param>
    /// <param name="query">The query that was asked for it.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="run">The run that asked.</param>
    /// <param name="hash">The hash of the answer, as the ledger names it.</param>
    public static RunPlan Apply(RunPlan training, RunPlan query, QueryAnswer answer, RunId run, ContentHash hash)
    {
        ArgumentNullException.ThrowIfNull(training);
        var constants = Constants(training.Data, query, answer).ToDictionary(c => c.Feature, StringComparer.Ordinal);
        FeatureRange With(FeatureRange feature) => constants.TryGetValue(feature.Name, out var c) ? feature with { Mean = c.Mean, Deviation = c.Deviation } : feature;
        var plan = training with
        {
            Data = training.Data with
            {
                Features = [.. training.Data.Features.Select(With)],
                Target = training.Data.Target is { } target ? With(target) : null,
                Scaling = new() { Kind = ScalingPlan.Standard, Run = run.ToString(), Answer = hash },
                Offset = 0,
                Scale = 1,
            },
        };
        RunPlanRules.Check(plan);
        return plan;
    }

    /// <summary>The constants of every number of a plan.</summary>
    /// <exception cref="FederatedException">FED-1502 when the query asked for other features or ranges.</exception>
    public static ImmutableArray<StandardConstants> Constants(DataPlan data, RunPlan query, QueryAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(answer);
        if (query.Query is not { } asked || !asked.Statistics.AsSpan().SequenceEqual(Statistics(data).AsSpan()))
            throw new FederatedException(ErrorCodes.DataMismatch, $"The query '{query.Name}' did not ask for the features of this plan with their ranges. Ask again with 'fed query standardise'.");
        var figures = answer.Figures.ToDictionary(figure => figure.Statistic, StringComparer.Ordinal);
        return [.. Numbers(data).Select(feature => Constant(feature, figures[feature.Missing is null ? Records : $"present.{feature.Name}"],
            figures[$"sum.{feature.Name}"], figures[$"squares.{feature.Name}"]))];
    }

    /// <summary>Checks that a plan's constants are those of the answer that it names.</summary>
    /// <exception cref="FederatedException">FED-1003 names the first feature whose constants are others.</exception>
    public static void Check(RunPlan training, RunPlan query, QueryAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(training);
        var features = Numbers(training.Data).ToDictionary(feature => feature.Name, StringComparer.Ordinal);
        foreach (var constant in Constants(training.Data, query, answer))
        {
            var feature = features[constant.Feature];
            if (feature.Mean != constant.Mean || feature.Deviation != constant.Deviation)
            {
                throw new FederatedException(ErrorCodes.PlanDoesNotFit, FormattableString.Invariant(
                    $"In the plan, '{feature.Name}' has mean {feature.Mean} and deviation {feature.Deviation}; the answer of run '{training.Data.Scaling!.Run}' gives {constant.Mean} and {constant.Deviation}. Write the plan with 'fed query standardise', or leave out data.scaling.run and data.scaling.answer."));
            }
        }
    }

    private static ImmutableArray<FeatureRange> Numbers(DataPlan data) => [.. data.Features.Append(data.Target).OfType<FeatureRange>().Where(feature => !feature.IsCategory)];

    private static ImmutableArray<StatisticPlan> Statistics(DataPlan data)
    {
        var numbers = Numbers(data);
        var statistics = ImmutableArray.CreateBuilder<StatisticPlan>();
        if (numbers.Any(feature => feature.Missing is null))
            statistics.Add(new() { Kind = StatisticPlan.Count, Name = Records });
        foreach (var feature in numbers)
        {
            if (feature.Missing is not null)
                statistics.Add(new() { Kind = StatisticPlan.Present, Column = feature.Name });
            foreach (var kind in (string[])[StatisticPlan.Sum, StatisticPlan.Squares])
                statistics.Add(new() { Kind = kind, Column = feature.Name, Minimum = feature.Minimum, Maximum = feature.Maximum, Origin = Middle(feature) });
        }

        return statistics.ToImmutable();
    }

    private static StandardConstants Constant(FeatureRange feature, QueryFigure count, QueryFigure sum, QueryFigure squares)
    {
        var half = (feature.Maximum - feature.Minimum) / 2;
        var n = count.Value;
        var fallback = new StandardConstants(feature.Name, Middle(feature), half / Math.Sqrt(3), 0, 0, IsMeasured: false);
        if (!(n >= 1) || n < 2 * count.Deviation)
            return fallback;
        var first = Math.Clamp(sum.Value / n, -half, half);
        var second = Math.Clamp(squares.Value / n, 0, half * half);
        var variance = second - (first * first);
        // First order in the noise of the three figures, which is independent.
        var meanError = Root(sum.Deviation / n, first * count.Deviation / n);
        var varianceError = Root(squares.Deviation / n, 2 * first * sum.Deviation / n, (second - (2 * first * first)) * count.Deviation / n);
        if (variance <= LeastShare * half * half || variance < 2 * varianceError)
            return fallback;
        var deviation = Math.Sqrt(variance);
        return new(feature.Name, Math.Clamp(Middle(feature) + first, feature.Minimum, feature.Maximum), deviation, meanError, varianceError / (2 * deviation), IsMeasured: true);
    }

    private static double Middle(FeatureRange feature) => feature.Minimum + ((feature.Maximum - feature.Minimum) / 2);

    private static double Root(params ReadOnlySpan<double> parts)
    {
        var sum = 0.0;
        foreach (var part in parts)
            sum += part * part;
        return Math.Sqrt(sum);
    }

    private static string Named(string training)
    {
        const string Ending = "-standardise";
        return training[..Math.Min(training.Length, LongestName - Ending.Length)] + Ending;
    }
}

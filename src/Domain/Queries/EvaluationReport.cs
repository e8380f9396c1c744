using System.Collections.Immutable;
using Federated.Domain.Plans;

namespace Federated.Domain.Queries;

/// <summary>What the released answer of an evaluation says of the model. Computed from the answer alone, so that it costs nothing more.</summary>
/// <param name="Partners">Partners in the totals.</param>
/// <param name="Overall">All examples together.</param>
/// <param name="Subgroups">By column.</param>
/// <param name="Spreads">Between partners; empty where none was asked for.</param>
public sealed record EvaluationReport(
    int Partners, EvaluationGroup Overall, ImmutableArray<EvaluationSubgroups> Subgroups, ImmutableArray<MetricSpread> Spreads)
{
    /// <summary>Names of the model's classes, as the plan has them; empty where there are none.</summary>
    public ImmutableArray<string> Classes { get; private init; } = [];

    /// <summary>Reads the figures of an answer.</summary>
    /// <param name="plan">The evaluation's plan.</param>
    /// <param name="answer">Its answer.</param>
    public static EvaluationReport Of(RunPlan plan, QueryAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(answer);
        var shape = EvaluationShape.Of(plan);
        double[] values = [.. answer.Figures.Select(figure => figure.Value)];
        // The same for every sum, over its bound.
        var deviation = QueryScale.Of(plan).Deviation;
        return new(
            answer.Partners,
            Group(0, 0, string.Empty),
            [.. shape.Scopes.Skip(1).Select((scope, i) => new EvaluationSubgroups(scope.Title!, [.. scope.Names.Select((name, group) => Group(i + 1, group, name))]))],
            [.. shape.Spreads.Select((spread, i) => Spread(spread, values.AsSpan(shape.SpreadStart + (i * SpreadMeasure.Length), SpreadMeasure.Length)))])
        { Classes = shape.Classes };

        EvaluationGroup Group(int scope, int group, string name)
        {
            var report = EvaluationGroups.Report(plan, shape, values, scope, group);
            return new(name, report, EvaluationGroups.Deviations(shape, report, deviation));
        }
    }

    private static MetricSpread Spread(SpreadMeasure spread, ReadOnlySpan<double> values)
    {
        ImmutableArray<int> partners = [.. values[2..].ToArray().Select(count => (int)Math.Round(count))];
        double count = Math.Max(partners.Sum(), 1);
        var mean = values[0] / count;
        return new(spread.Metric, mean, Math.Sqrt(Math.Max((values[1] / count) - (mean * mean), 0)), spread.Bound, partners);
    }
}

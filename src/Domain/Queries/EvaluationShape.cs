using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Metrics;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.Domain.Queries;

/// <summary>Which sums an evaluation is made of, and where each of them stands; it follows from the plan alone. Scope after scope, measure after measure, group after group; then the spreads.</summary>
internal sealed class EvaluationShape
{
    private EvaluationShape(
        Objective objective, ImmutableArray<string> classes, ImmutableArray<EvaluationMeasure> measures, ImmutableArray<EvaluationScope> scopes,
        ImmutableArray<SpreadMeasure> spreads)
    {
        (Objective, Classes, Measures, Scopes, Spreads) = (objective, classes, measures, scopes, spreads);
        ScopeLengths = [.. scopes.Select(scope => scope.Count * measures.Sum(measure => measure.Bins))];
        Statistics =
        [
            .. scopes.SelectMany(scope => measures.Select(measure => new QueryStatistic(
                scope.Of(measure), scope.Count * measure.Bins, measure.Bound,
                () => [.. scope.Names.SelectMany(group => measure.Names(classes).Select(bin => group.Length == 0 || bin.Length == 0 ? group + bin : $"{group}, {bin}"))])
            {
                Whole = measure.Whole,
                Signed = measure.Signed,
            })),
            .. spreads.SelectMany(spread => spread.ToStatistics()),
        ];
    }

    internal Objective Objective { get; }

    /// <summary>Names of the classes; empty where there are none.</summary>
    internal ImmutableArray<string> Classes { get; }

    internal ImmutableArray<EvaluationMeasure> Measures { get; }

    /// <summary>All examples first, then the subgroups in the plan's order.</summary>
    internal ImmutableArray<EvaluationScope> Scopes { get; }

    internal ImmutableArray<SpreadMeasure> Spreads { get; }

    internal ImmutableArray<QueryStatistic> Statistics { get; }

    /// <summary>The number of totals of each scope.</summary>
    private ImmutableArray<int> ScopeLengths { get; }

    /// <summary>Where the spreads start; all totals of examples stand before.</summary>
    internal int SpreadStart => ScopeLengths.Sum();

    /// <summary>The shape of a plan's evaluation.</summary>
    /// <param name="plan">A plan with <c>query.evaluation</c> and a model.</param>
    internal static EvaluationShape Of(RunPlan plan)
    {
        var model = plan.Model.ToSpecification();
        var evaluation = plan.Query!.Evaluation!;
        var outputs = ClassOutputs.Classes(model.Outputs);
        ImmutableArray<string> classes = model.Objective is not (Objective.CrossEntropy or Objective.BinaryCrossEntropy) ? []
            : plan.Data.Classes.IsEmpty ? [.. Enumerable.Range(0, outputs).Select(label => label.ToString(CultureInfo.InvariantCulture))] : plan.Data.Classes;
        return new(
            model.Objective, classes, EvaluationMeasures.Of(plan, model, classes),
            [EvaluationScope.All, .. evaluation.Subgroups.Select(by => new EvaluationScope(by.Title, by.Column, new(by.Values, by.Edges)))],
            [.. evaluation.Spread.Select(metric => new SpreadMeasure(metric, EvaluationMeasures.Largest(plan, metric)))]);
    }

    /// <summary>Where the totals of a measure in a group start.</summary>
    internal int Offset(int scope, int measure, int group)
    {
        var offset = ScopeLengths.Take(scope).Sum();
        for (var i = 0; i < measure; i++)
            offset += Scopes[scope].Count * Measures[i].Bins;
        return offset + (group * Measures[measure].Bins);
    }
}

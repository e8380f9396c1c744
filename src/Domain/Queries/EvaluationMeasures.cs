using System.Collections.Immutable;
using System.Numerics;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.Domain.Queries;

/// <summary>Which metrics a model's task has, and which sums each of them is made of. See docs/evaluation.md.</summary>
internal static class EvaluationMeasures
{
    /// <summary>The metrics that can be asked for a model that was trained for an objective.</summary>
    internal static ImmutableArray<string> Allowed(Objective objective) => objective switch
    {
        Objective.CrossEntropy or Objective.BinaryCrossEntropy => [EvaluationPlan.Accuracy, EvaluationPlan.Confusion, EvaluationPlan.Loss, EvaluationPlan.Auc],
        Objective.NextToken => [EvaluationPlan.Accuracy, EvaluationPlan.Loss],
        Objective.Reconstruction => [EvaluationPlan.Loss],
        _ => [EvaluationPlan.Rmse, EvaluationPlan.Mae, EvaluationPlan.R2],
    };

    /// <summary>The metrics whose spread can be asked for: those that are one number with known ends.</summary>
    internal static ImmutableArray<string> AllowedSpread(Objective objective) =>
        [.. Allowed(objective).Where(metric => metric is not (EvaluationPlan.Confusion or EvaluationPlan.R2))];

    /// <summary>The largest figure of a metric that has a spread.</summary>
    internal static double Largest(RunPlan plan, string metric) => metric switch
    {
        EvaluationPlan.Loss => LossMaximum(plan),
        EvaluationPlan.Rmse or EvaluationPlan.Mae => ErrorMaximum(plan),
        _ => 1,
    };

    internal static double LossMaximum(RunPlan plan) => plan.Query!.Evaluation!.LossMaximum ?? EvaluationPlan.DefaultLossMaximum;

    internal static double ErrorMaximum(RunPlan plan) => plan.Query!.Evaluation!.ErrorMaximum ?? TargetWidth(plan);

    /// <summary>The middle of the target's declared range, in its own unit.</summary>
    internal static double TargetMiddle(RunPlan plan) => plan.Data.Target is { } target ? target.Minimum + (TargetWidth(plan) / 2) : 0;

    internal static ImmutableArray<EvaluationMeasure> Of(RunPlan plan, ModelSpecification model, ImmutableArray<string> classes)
    {
        var measures = ImmutableArray.CreateBuilder<EvaluationMeasure>();
        var asked = plan.Query!.Evaluation!.Metrics;
        measures.Add(new(MeasureKind.Examples, "examples", 1, 1));
        // A whole power of two keeps a number of tokens exact on the grid.
        double tokens = BitOperations.RoundUpToPowerOf2((uint)model.Inputs);
        if (model.Objective == Objective.NextToken)
            measures.Add(new(MeasureKind.Tokens, "tokens", 1, tokens));
        if (asked.Contains(EvaluationPlan.Accuracy))
            measures.Add(model.Objective == Objective.NextToken ? new(MeasureKind.CorrectTokens, "correct", 1, tokens) : new(MeasureKind.Correct, "correct", 1, 1));
        if (asked.Contains(EvaluationPlan.Confusion))
            measures.Add(new(MeasureKind.Confusion, EvaluationPlan.Confusion, checked(classes.Length * classes.Length), 1));
        if (asked.Contains(EvaluationPlan.Loss))
            measures.Add(new(MeasureKind.Loss, EvaluationPlan.Loss, 1, LossMaximum(plan) * (model.Objective == Objective.NextToken ? model.Inputs : 1)));
        if (asked.Contains(EvaluationPlan.Auc))
            measures.AddRange(Scores(plan, classes));
        if (asked.Contains(EvaluationPlan.Rmse) || asked.Contains(EvaluationPlan.R2))
            measures.Add(new(MeasureKind.SquaredError, "squared-error", 1, ErrorMaximum(plan) * ErrorMaximum(plan)));
        if (asked.Contains(EvaluationPlan.Mae))
            measures.Add(new(MeasureKind.AbsoluteError, "absolute-error", 1, ErrorMaximum(plan)));
        if (asked.Contains(EvaluationPlan.R2))
        {
            var half = TargetWidth(plan) / 2;
            measures.Add(new(MeasureKind.Target, "target", 1, half));
            measures.Add(new(MeasureKind.SquaredTarget, "squared-target", 1, half * half));
        }

        return measures.ToImmutable();
    }

    /// <summary>One histogram of two classes; else one a class, against the rest.</summary>
    private static IEnumerable<EvaluationMeasure> Scores(RunPlan plan, ImmutableArray<string> classes)
    {
        var bins = 2 * (plan.Query!.Evaluation!.ScoreBins ?? EvaluationPlan.DefaultScoreBins);
        return classes.Length == 2
            ? [new(MeasureKind.Scores, "scores", bins, 1, Label: 1)]
            : classes.Select((name, label) => new EvaluationMeasure(MeasureKind.Scores, $"scores.{name}", bins, 1, label));
    }

    private static double TargetWidth(RunPlan plan) => plan.Data.Target is { } target ? target.Maximum - target.Minimum : 1;
}

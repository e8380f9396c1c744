using System.Collections.Immutable;
using Federated.Domain.Models;

namespace Federated.Domain.Queries;

/// <summary>
/// A question how well a model does on the partners' own records: every figure is made of sums, which are added up, noised and charged
/// like those of any query. The plan's <c>model</c> describes the model and names it (<c>model.initial</c>); its <c>data</c> say how
/// records become examples. Where <c>data.validation</c> keeps examples out of training, those are measured and no others.
/// </summary>
public sealed record EvaluationPlan
{
    /// <summary>Metric: the share of examples (of a language model: of tokens) that the model gets right.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>Metric: how often each class was taken for each; precision, recall and F1 follow from it.</summary>
    public const string Confusion = "confusion";

    /// <summary>Metric: the mean loss; of a language model also the perplexity.</summary>
    public const string Loss = "loss";

    /// <summary>Metric: the area under the ROC curve, one class against the rest, from histograms of scores.</summary>
    public const string Auc = "auc";

    /// <summary>Metric: root of the mean squared error.</summary>
    public const string Rmse = "rmse";

    /// <summary>Metric: mean absolute error.</summary>
    public const string Mae = "mae";

    /// <summary>Metric: the share of the targets' variance that the predictions account for.</summary>
    public const string R2 = "r2";

    /// <summary><see cref="LossMaximum"/> where a plan does not say.</summary>
    public const double DefaultLossMaximum = 16;

    /// <summary><see cref="ScoreBins"/> where a plan does not say.</summary>
    public const int DefaultScoreBins = 100;

    /// <summary>What is measured, at least one. Every metric makes the noise of all a little larger.</summary>
    public required ImmutableArray<string> Metrics { get; init; }

    /// <summary>
    /// With <c>loss</c>: a larger loss of one example counts as this one; default 16 nats, of a language model for each token of
    /// the row. The noise of a private answer is sized by it.
    /// </summary>
    public double? LossMaximum { get; init; }

    /// <summary>With <c>auc</c>: how many bins the scores from 0 to 1 are put in; default 100.</summary>
    public int? ScoreBins { get; init; }

    /// <summary>
    /// With <c>rmse</c>, <c>mae</c> and <c>r2</c>: a larger error counts as this one, in the target's unit; default: the width of the target's declared range.
    /// </summary>
    public double? ErrorMaximum { get; init; }

    /// <summary>Groups whose figures are given beside those of all examples.</summary>
    public ImmutableArray<SubgroupPlan> Subgroups { get; init; } = [];

    /// <summary>
    /// Metrics whose spread between partners is asked for: mean, standard deviation and a histogram over the partners' own figures. In mode
    /// <c>none</c> only: one partner's figure has no bounded dependence on one record.
    /// </summary>
    public ImmutableArray<string> Spread { get; init; } = [];

    /// <summary>The metrics that can be asked of a model that was trained for an objective.</summary>
    public static ImmutableArray<string> MetricsOf(Objective objective) => EvaluationMeasures.Allowed(objective);

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(EvaluationPlan? other) => other is not null && Metrics.AsSpan().SequenceEqual(other.Metrics.AsSpan())
        && Nullable.Equals(LossMaximum, other.LossMaximum) && ScoreBins == other.ScoreBins && Nullable.Equals(ErrorMaximum, other.ErrorMaximum)
        && Subgroups.AsSpan().SequenceEqual(other.Subgroups.AsSpan()) && Spread.AsSpan().SequenceEqual(other.Spread.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Metrics.Length, LossMaximum, ScoreBins, ErrorMaximum, Subgroups.Length, Spread.Length);
}

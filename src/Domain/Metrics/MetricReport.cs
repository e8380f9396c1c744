using System.Collections.Immutable;

namespace Federated.Domain.Metrics;

/// <summary>What was measured of a model on some examples. What was not asked for, or does not fit the model's task, is null or empty.</summary>
public sealed record MetricReport
{
    /// <summary>Examples looked at; as noise left it where noise was added.</summary>
    public required double Examples { get; init; }

    /// <summary>Of a language model: the tokens that were to be predicted.</summary>
    public double? Tokens { get; init; }

    /// <summary>The share of examples, or tokens, that the model gets right.</summary>
    public double? Accuracy { get; init; }

    /// <summary>How often each class was taken for each.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>The loss summed over examples, or tokens.</summary>
    public LossTotal? Loss { get; init; }

    /// <summary>
    /// The area under the ROC curve of each class against the rest, null where a class has no examples or all of them; of two classes that of the
    /// second one alone. Empty where it was not measured.
    /// </summary>
    public ImmutableArray<double?> AucByClass { get; init; } = [];

    /// <summary>Average precision of each class against the rest, like <see cref="AucByClass"/>.</summary>
    public ImmutableArray<double?> AveragePrecisionByClass { get; init; } = [];

    /// <summary>Errors of real-valued predictions.</summary>
    public RegressionTotals? Regression { get; init; }

    /// <summary>Ranked lists.</summary>
    public RankingTotals? Ranking { get; init; }

    /// <summary>The mean of <see cref="AucByClass"/> over the classes that have one.</summary>
    public double? Auc => Mean(AucByClass);

    /// <summary>The mean of <see cref="AveragePrecisionByClass"/> over the classes that have one.</summary>
    public double? AveragePrecision => Mean(AveragePrecisionByClass);

    /// <summary>
    /// Every figure by its name, as gates and the ledger call it (<see cref="MetricNames"/>). Of two classes <c>precision</c>, <c>recall</c> and
    /// <c>f1</c> are those of the second one, the positive; with up to four classes each has its own, as <c>recall-class-0</c>.
    /// </summary>
    public ImmutableSortedDictionary<string, double> Named()
    {
        var named = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        Put(MetricNames.Accuracy, Accuracy);
        if (Confusion is { Total: > 0 } matrix)
        {
            Put(MetricNames.BalancedAccuracy, matrix.BalancedAccuracy);
            Put(MetricNames.Matthews, matrix.MatthewsCorrelation);
            Put(MetricNames.PrecisionMacro, matrix.Macro(of => of.Precision));
            Put(MetricNames.RecallMacro, matrix.Macro(of => of.Recall));
            Put(MetricNames.F1Macro, matrix.Macro(of => of.F1));
            Put(MetricNames.PrecisionWeighted, matrix.Weighted(of => of.Precision));
            Put(MetricNames.RecallWeighted, matrix.Weighted(of => of.Recall));
            Put(MetricNames.F1Weighted, matrix.Weighted(of => of.F1));
            if (matrix.Classes == 2)
            {
                Put(MetricNames.Precision, matrix.Of(1).Precision);
                Put(MetricNames.Recall, matrix.Of(1).Recall);
                Put(MetricNames.F1, matrix.Of(1).F1);
            }

            for (var label = 0; label < matrix.Classes && matrix.Classes <= MetricNames.MostClasses; label++)
            {
                Put(MetricNames.OfClass(MetricNames.Precision, label), matrix.Of(label).Precision);
                Put(MetricNames.OfClass(MetricNames.Recall, label), matrix.Of(label).Recall);
                Put(MetricNames.OfClass(MetricNames.F1, label), matrix.Of(label).F1);
            }
        }

        Put(MetricNames.Loss, Loss?.Mean);
        Put(MetricNames.Perplexity, Tokens is null ? null : Loss?.Perplexity);
        Put(MetricNames.Auc, Auc);
        Put(MetricNames.AveragePrecision, AveragePrecision);
        Put(MetricNames.Mse, Regression?.MeanSquaredError);
        Put(MetricNames.Rmse, Regression?.RootMeanSquaredError);
        Put(MetricNames.Mae, Regression?.MeanAbsoluteError);
        Put(MetricNames.R2, Regression?.R2);
        Put(MetricNames.PrecisionAtK, Ranking?.MeanPrecision);
        Put(MetricNames.RecallAtK, Ranking?.MeanRecall);
        Put(MetricNames.HitRateAtK, Ranking?.HitRate);
        Put(MetricNames.NdcgAtK, Ranking?.MeanGain);
        Put(MetricNames.MrrAtK, Ranking?.MeanReciprocalRank);
        return named.ToImmutable();

        void Put(string name, double? value)
        {
            if (value is { } number && !double.IsNaN(number))
                named.Add(name, number);
        }
    }

    private static double? Mean(ImmutableArray<double?> byClass)
    {
        double[] known = [.. byClass.OfType<double>()];
        return known.Length > 0 ? known.Average() : null;
    }
}

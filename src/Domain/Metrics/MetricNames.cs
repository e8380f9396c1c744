using System.Globalization;

namespace Federated.Domain.Metrics;

/// <summary>What metrics are called in gates, in the ledger and in JSON: names that <see cref="Registry.RegistryNames"/> allows.</summary>
public static class MetricNames
{
    /// <summary>Share of examples, or tokens, that are right.</summary>
    public const string Accuracy = "accuracy";

    /// <summary><see cref="ConfusionMatrix.BalancedAccuracy"/>.</summary>
    public const string BalancedAccuracy = "balanced-accuracy";

    /// <summary><see cref="ConfusionMatrix.MatthewsCorrelation"/>.</summary>
    public const string Matthews = "matthews";

    /// <summary>Of two classes the second one's precision; with <see cref="OfClass"/> that of any.</summary>
    public const string Precision = "precision";

    /// <summary>As <see cref="Precision"/>, recall.</summary>
    public const string Recall = "recall";

    /// <summary>As <see cref="Precision"/>, F1.</summary>
    public const string F1 = "f1";

    /// <summary>Mean precision of all classes.</summary>
    public const string PrecisionMacro = "precision-macro";

    /// <summary>Mean recall of all classes.</summary>
    public const string RecallMacro = "recall-macro";

    /// <summary>Mean F1 of all classes.</summary>
    public const string F1Macro = "f1-macro";

    /// <summary>Precision, each class weighing as many as it has examples.</summary>
    public const string PrecisionWeighted = "precision-weighted";

    /// <summary>Recall, weighted likewise.</summary>
    public const string RecallWeighted = "recall-weighted";

    /// <summary>F1, weighted likewise.</summary>
    public const string F1Weighted = "f1-weighted";

    /// <summary>Mean loss.</summary>
    public const string Loss = "loss";

    /// <summary>exp of the mean loss of a token.</summary>
    public const string Perplexity = "perplexity";

    /// <summary>Area under the ROC curve; of more than two classes the mean of one against the rest.</summary>
    public const string Auc = "auc";

    /// <summary>Average precision, likewise.</summary>
    public const string AveragePrecision = "average-precision";

    /// <summary>Mean squared error.</summary>
    public const string Mse = "mse";

    /// <summary>Root of the mean squared error.</summary>
    public const string Rmse = "rmse";

    /// <summary>Mean absolute error.</summary>
    public const string Mae = "mae";

    /// <summary>Coefficient of determination.</summary>
    public const string R2 = "r2";

    /// <summary>Mean precision of the first K places of ranked lists.</summary>
    public const string PrecisionAtK = "precision-at-k";

    /// <summary>Mean recall of the first K places.</summary>
    public const string RecallAtK = "recall-at-k";

    /// <summary>Share of users with a hit in the first K places.</summary>
    public const string HitRateAtK = "hit-rate-at-k";

    /// <summary>Mean normalised discounted cumulative gain of the first K places.</summary>
    public const string NdcgAtK = "ndcg-at-k";

    /// <summary>Mean reciprocal rank within the first K places.</summary>
    public const string MrrAtK = "mrr-at-k";

    /// <summary>The most classes that have names of their own: the ledger takes 32 metrics at a time.</summary>
    public const int MostClasses = 4;

    /// <summary>The name of one class's figure: <c>recall-class-0</c>.</summary>
    public static string OfClass(string metric, int label) => string.Create(CultureInfo.InvariantCulture, $"{metric}-class-{label}");
}

using System.Globalization;
using Federated.ConsoleApp.Simulate;
using Federated.Domain.Metrics;
using Federated.Training.Data;
using Federated.Training.Metrics;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>
/// Anomalies by the error of an autoencoder that has only seen what is usual: the digits 0 to 4. Digits 5 to 9 are the unusual ones; no
/// label takes part in training.
/// </summary>
public sealed class Autoencoder : Sample
{
    private const int Usual = 5;
    private const double Floor = 0.93;

    /// <inheritdoc/>
    public override string Name => "autoencoder";

    /// <inheritdoc/>
    public override string Summary => "anomaly detection: an autoencoder of the digits 0 to 4 meets 5 to 9";

    /// <inheritdoc/>
    public override string Source => DigitImages.Source;

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed)
    {
        var all = DigitImages.Load(sources, template.Data);
        var (training, heldOut) = HeldOutPart.Draw(DigitImages.Where(all, digit => digit < Usual), seed);
        return (training, DigitImages.Join(heldOut, DigitImages.Where(all, digit => digit >= Usual)));
    }

    /// <inheritdoc/>
    public override Task<SampleVerdict> JudgeAsync(SampleOutcome outcome, QuietRun runs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var heldOut = outcome.HeldOut;
        var unusual = Array.ConvertAll(heldOut.Labels.ToArray(), digit => digit >= Usual);
        var (errors, distances) = (new double[heldOut.Count], new double[heldOut.Count]);
        var mean = Mean(outcome.Training);
        ModelOutputs.Visit(
            outcome.Plan.Specification, outcome.Parameters, heldOut,
            (index, outputs) =>
            {
                errors[index] = Distance(outputs, heldOut.Row(index));
                distances[index] = Distance(mean, heldOut.Row(index));
            },
            cancellation: cancellationToken);
        var area = RankingCurve.Auc(errors, unusual)!.Value;
        var byMean = RankingCurve.Auc(distances, unusual)!.Value;
        return Task.FromResult(new SampleVerdict(
            "AUC", area, Number(area), $"at least {Number(Floor)}, and above the distance from the mean image", area >= Floor && area > byMean,
            $"{Number(byMean)}, the distance from the mean training image; 0.5000, guessing"));
    }

    private static string Number(double area) => area.ToString("0.0000", CultureInfo.InvariantCulture);

    private static double Distance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (var i = 0; i < left.Length; i++)
            sum += (left[i] - (double)right[i]) * (left[i] - (double)right[i]);
        return sum / left.Length;
    }

    private static float[] Mean(Dataset data)
    {
        var sums = new double[data.FeatureCount];
        for (var i = 0; i < data.Count; i++)
        {
            var row = data.Row(i);
            for (var j = 0; j < sums.Length; j++)
                sums[j] += row[j];
        }

        return Array.ConvertAll(sums, sum => (float)(sum / data.Count));
    }
}

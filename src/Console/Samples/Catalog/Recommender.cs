using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Simulate;
using Federated.Domain.Metrics;
using Federated.Training.Data;
using Federated.Training.Metrics;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>
/// Neural matrix factorisation of what users took (<see cref="TasteModel"/>, made here). Each partner has users of its own. One item of
/// every user is held out, and ranked among all that the user did not take.
/// </summary>
public sealed class Recommender : Sample
{
    private const int Places = 10;
    private const double Floor = 0.25;

    /// <inheritdoc/>
    public override string Name => "recommender";

    /// <inheritdoc/>
    public override string Summary => "what users may like, neural matrix factorisation, beside what is popular";

    /// <inheritdoc/>
    public override string Source => TasteModel.Source;

    /// <inheritdoc/>
    public override string Partition => "by user";

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed) => TasteModel.Make();

    /// <inheritdoc/>
    public override int[][] Share(Dataset training, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(training);
        return [.. Enumerable.Range(0, training.Count).GroupBy(i => (int)training.Row(i)[0] % Partners).OrderBy(group => group.Key).Select(group => group.ToArray())];
    }

    /// <inheritdoc/>
    public override Task<SampleVerdict> JudgeAsync(SampleOutcome outcome, QuietRun runs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var (taken, popularity) = (new HashSet<(int User, int Item)>(), new double[TasteModel.Items]);
        for (var i = 0; i < outcome.Training.Count; i++)
        {
            var row = outcome.Training.Row(i);
            taken.Add(((int)row[0], (int)row[1]));
            popularity[(int)row[1]]++;
        }

        var (learned, popular) = (default(RankingTotals), default(RankingTotals));
        for (var i = 0; i < outcome.HeldOut.Count; i++)
        {
            var (user, wanted) = ((int)outcome.HeldOut.Row(i)[0], (int)outcome.HeldOut.Row(i)[1]);
            int[] items = [.. Enumerable.Range(0, TasteModel.Items).Where(item => !taken.Contains((user, item)))];
            var gains = Array.ConvertAll(items, item => item == wanted ? 1.0 : 0.0);
            learned = learned.Add(RankingTotals.OfUser(Scores(outcome, user, items, cancellationToken), gains, Places));
            popular = popular.Add(RankingTotals.OfUser(Array.ConvertAll(items, item => popularity[item]), gains, Places));
        }

        var (hits, gain) = (learned.HitRate!.Value, learned.MeanGain!.Value);
        return Task.FromResult(new SampleVerdict(
            "hit rate at 10", hits, Text(hits, gain), $"at least {Words.Percent(Floor)}, and both figures above those of popularity",
            hits >= Floor && hits > popular.HitRate && gain > popular.MeanGain,
            $"{Text(popular.HitRate!.Value, popular.MeanGain!.Value)}, the most popular items"));
    }

    private static string Text(double hits, double gain) => string.Create(CultureInfo.InvariantCulture, $"{Words.Percent(hits)}, NDCG at 10 {gain:0.0000}");

    private static double[] Scores(SampleOutcome outcome, int user, int[] items, CancellationToken cancellationToken)
    {
        var pairs = new float[2 * items.Length];
        for (var i = 0; i < items.Length; i++)
            (pairs[2 * i], pairs[(2 * i) + 1]) = (user, items[i]);
        var scores = new double[items.Length];
        ModelOutputs.Visit(
            outcome.Plan.Specification, outcome.Parameters, new(pairs, 2, new long[items.Length]), (index, outputs) => scores[index] = outputs[0],
            cancellation: cancellationToken);
        return scores;
    }
}

using System.Globalization;
using Federated.ConsoleApp.Simulate;
using Federated.Domain.Plans;
using Federated.Training.Data;
using Federated.Training.Metrics;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>
/// A language model of characters, of the family of shapes of the large one (width 1,024 in 16 heads, 60 blocks), made small. Partners
/// have pieces of Genesis and Exodus; what is measured is the end of Exodus.
/// </summary>
public sealed class GptMini : Sample
{
    private const int HeldOutOneIn = 10;
    private const double Floor = 8;

    /// <inheritdoc/>
    public override string Name => "gpt-mini";

    /// <inheritdoc/>
    public override string Summary => "a language model of characters, transformer blocks as of the large one, made small";

    /// <inheritdoc/>
    public override string Source => "Debian package bible-kjv: Genesis and Exodus of the King James text, public domain";

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed)
    {
        string[] verses = [.. KjvVerse.Read(sources.Text).Where(verse => verse.Book is "Ge" or "Exo").Select(verse => verse.Text)];
        var heldOut = verses.Length / HeldOutOneIn;
        return (Rows(template, verses[..^heldOut]), Rows(template, verses[^heldOut..]));
    }

    /// <inheritdoc/>
    public override Task<SampleVerdict> JudgeAsync(SampleOutcome outcome, QuietRun runs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var loss = Evaluator.Evaluate(outcome.Plan.Specification, outcome.Parameters, outcome.HeldOut, batchSize: 64, cancellation: cancellationToken).MeanLoss;
        var (perplexity, unigram) = (Math.Exp(loss), Math.Exp(UnigramLoss(outcome)));
        return Task.FromResult(new SampleVerdict(
            "perplexity", perplexity, Text(perplexity), $"at most {Text(Floor)} a character, and below the unigram one", perplexity <= Floor && perplexity < unigram,
            $"{Text(unigram)}, how often characters come in the training text (unigram)"));
    }

    private static Dataset Rows(PlanTemplate template, string[] verses)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, verses);
            return new ExampleReader(template.Data, template.Classes, Pseudonyms.Passing()).Text([path]).Data;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The loss of knowing only how frequent each token is in the training rows, every token counted once more than it comes; averaged as the model's is.</summary>
    private static double UnigramLoss(SampleOutcome outcome)
    {
        var counts = new double[outcome.Plan.Model.Outputs];
        Array.Fill(counts, 1);
        for (var i = 0; i < outcome.Training.Count; i++)
        {
            foreach (var token in outcome.Training.Row(i)[1..])
                counts[(int)token] += token == TextPlan.Padding ? 0 : 1;
        }

        var (total, sum) = (counts.Sum(), 0.0);
        for (var i = 0; i < outcome.HeldOut.Count; i++)
        {
            var (loss, tokens) = (0.0, 0);
            foreach (var token in outcome.HeldOut.Row(i)[1..])
            {
                if (token == TextPlan.Padding)
                    continue;
                loss -= Math.Log(counts[(int)token] / total);
                tokens++;
            }

            sum += loss / Math.Max(tokens, 1);
        }

        return sum / outcome.HeldOut.Count;
    }

    private static string Text(double perplexity) => perplexity.ToString("0.00", CultureInfo.InvariantCulture);
}

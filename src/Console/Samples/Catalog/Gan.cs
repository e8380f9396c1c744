using System.Globalization;
using Federated.ConsoleApp.Simulate;
using Federated.Domain.Metrics;
using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Training.Metrics;
using Federated.Training.Models;
using Federated.Training.Trainers;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>
/// Digits made of noise. A classifier trained on the real digits judges them by the inception score (Salimans et al., 1606.03498,
/// section 4): exp of the mean divergence of its answer on one image from its mean answer, 1 where all images look alike to it and 10
/// where each is surely one digit and all ten are as frequent. Limit: it can be fooled by what is no digit at all, so the distance to the nearest
/// real image is stated beside it.
/// </summary>
public sealed class Gan : Sample
{
    private const int Made = 400;
    private const int Shown = 10;
    private const double Floor = 3;
    private const double Farthest = 2;
    private const ulong Noise = 11;

    /// <inheritdoc/>
    public override string Name => "gan";

    /// <inheritdoc/>
    public override string Summary => "digits made of noise, and a sheet of them as PNG";

    /// <inheritdoc/>
    public override string Source => DigitImages.Source;

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed) =>
        HeldOutPart.Draw(DigitImages.Load(sources, template.Data), seed);

    /// <inheritdoc/>
    public override Task<SampleVerdict> JudgeAsync(SampleOutcome outcome, QuietRun runs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return Task.Run(() => Judge(outcome, cancellationToken), cancellationToken);
    }

    private static SampleVerdict Judge(SampleOutcome outcome, CancellationToken cancellationToken)
    {
        var model = outcome.Plan.Specification;
        var made = Images(model, outcome.Parameters);
        var noise = Images(model, model.InitialParameters(outcome.Plan.Model.Seed));
        var judge = Judge(outcome.Training, cancellationToken);
        var (score, classes) = Score(judge, made, cancellationToken);
        var (real, _) = Score(judge, outcome.HeldOut, cancellationToken);
        var (untrained, _) = Score(judge, noise, cancellationToken);
        var unit = Nearest(outcome.HeldOut, outcome.Training);
        var (distance, far) = (Nearest(made, outcome.Training) / unit, Nearest(noise, outcome.Training) / unit);
        var sheet = Path.Combine(outcome.Sources.Output, "gan.png");
        Directory.CreateDirectory(outcome.Sources.Output);
        File.WriteAllBytes(sheet, Sheet(made));
        return new(
            "inception score", score, Text(score, distance),
            string.Create(CultureInfo.InvariantCulture, $"at least {Floor:0.00} of 10, and at most {Farthest:0.00} times as far from the nearest real digit as real digits are"),
            score >= Floor && distance <= Farthest, $"{Text(untrained, far)}, the generator before training; {Text(real, 1)}, held-out digits")
        {
            Remarks = [new("digits found", string.Create(CultureInfo.InvariantCulture, $"{classes} of 10 make up at least 1 % of {Made} images")), new("sheet", sheet)],
        };
    }

    private static Dataset Images(ModelSpecification model, float[] parameters) =>
        new(GeneratedExamples.Make(model, parameters, Made, Noise), model.Inputs, new long[Made]);

    private static (ModelSpecification Model, float[] Parameters) Judge(Dataset real, CancellationToken cancellationToken)
    {
        var model = ModelSpecification.Mlp(real.FeatureCount, [64], DigitImages.Classes);
        var options = new LocalTrainingOptions { Optimizer = "adam", LearningRate = 0.003, LocalEpochs = 20 };
        return (model, LocalTrainer.Train(model, model.InitialParameters(1), real, options, cancellation: cancellationToken).Parameters);
    }

    private static (double Score, int Classes) Score((ModelSpecification Model, float[] Parameters) judge, Dataset images, CancellationToken cancellationToken)
    {
        var answers = new double[images.Count][];
        ModelOutputs.Visit(
            judge.Model, judge.Parameters, images,
            (index, outputs) => ClassOutputs.Probabilities(outputs, answers[index] = new double[DigitImages.Classes]), cancellation: cancellationToken);
        double[] mean = [.. Enumerable.Range(0, DigitImages.Classes).Select(digit => answers.Average(answer => answer[digit]))];
        var divergence = answers.Average(answer => answer.Zip(mean, (p, q) => p > 0 ? p * Math.Log(p / q) : 0).Sum());
        var found = answers.Select(answer => answer.IndexOf(answer.Max())).CountBy(digit => digit).Count(digit => digit.Value >= 0.01 * images.Count);
        return (Math.Exp(divergence), found);
    }

    /// <summary>The mean distance of an image to the nearest of some others.</summary>
    private static double Nearest(Dataset images, Dataset others)
    {
        double sum = 0;
        for (var i = 0; i < images.Count; i++)
        {
            var nearest = float.MaxValue;
            for (var j = 0; j < others.Count; j++)
                nearest = Math.Min(nearest, System.Numerics.Tensors.TensorPrimitives.Distance(images.Row(i), others.Row(j)));
            sum += nearest;
        }

        return sum / images.Count;
    }

    private static byte[] Sheet(Dataset images)
    {
        var pixels = new float[Shown * Shown][];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = Array.ConvertAll(images.Row(i).ToArray(), value => (value + 1) / 2);
        return GreyPng.Sheet([.. pixels], DigitImages.Side, Shown, zoom: 4);
    }

    private static string Text(double score, double distance) => string.Create(CultureInfo.InvariantCulture, $"{score:0.00}, {distance:0.00} times as far");
}

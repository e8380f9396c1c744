using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Simulate;
using Federated.Training.Metrics;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>A sample that tells classes apart: judged by its accuracy, beside that of always answering the most frequent class.</summary>
public abstract class ClassifierSample : Sample
{
    /// <inheritdoc/>
    public sealed override bool HasAccuracy => true;

    /// <summary>What it is stated to reach, of so many held-out examples.</summary>
    /// <param name="heldOut">Number of held-out examples.</param>
    public abstract SampleGoal Goal(int heldOut);

    /// <inheritdoc/>
    public sealed override Task<SampleVerdict> JudgeAsync(SampleOutcome outcome, QuietRun runs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var (accuracy, goal) = (outcome.Accuracy ?? double.NaN, Goal(outcome.HeldOut.Count));
        return Task.FromResult(new SampleVerdict(
            "accuracy", accuracy, Words.Percent(outcome.Accuracy), goal.ToString(), goal.Holds(accuracy),
            $"{Words.Percent(Evaluator.MajorityBaseline(outcome.HeldOut.Labels.Span))}, the most frequent class alone"));
    }
}

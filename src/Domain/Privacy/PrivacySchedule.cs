using System.Collections.Immutable;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Queries;

namespace Federated.Domain.Privacy;

/// <summary>
/// What a run releases, as accounting events. Epsilon is always computed from these and never stored instead of them.
/// </summary>
public static class PrivacySchedule
{
    /// <summary>The unit of the plan's guarantee; null in mode <c>none</c>.</summary>
    public static PrivacyUnit? Unit(RunPlan plan) => plan.Privacy.Mode switch
    {
        PrivacyPlan.RecordCentral or PrivacyPlan.RecordLocal => PrivacyUnit.Record,
        PrivacyPlan.PartnerCentral => PrivacyUnit.Partner,
        _ => null,
    };

    /// <summary>
    /// Steps of DP-SGD that a node makes in one round of <c>record-local</c>: local epochs over the expected batch.
    /// </summary>
    public static int LocalSteps(RunPlan plan) => (int)Math.Ceiling(plan.Training.LocalEpochs / plan.Privacy.SamplingRate!.Value);

    /// <summary>The events of the first <paramref name="rounds"/> rounds; empty in mode <c>none</c>.</summary>
    public static ImmutableArray<ComposedEvent> Events(RunPlan plan, int rounds)
    {
        var privacy = plan.Privacy;
        if (rounds == 0)
            return [];
        return privacy.Mode switch
        {
            PrivacyPlan.RecordCentral when plan.Query is not null => [new(new GaussianEvent(privacy.NoiseMultiplier!.Value), rounds)],
            PrivacyPlan.RecordCentral => [new(new PoissonSampledGaussianEvent(privacy.NoiseMultiplier!.Value, privacy.SamplingRate!.Value), rounds)],
            PrivacyPlan.RecordLocal => [new(new PoissonSampledGaussianEvent(privacy.NoiseMultiplier!.Value, privacy.SamplingRate!.Value), checked(rounds * LocalSteps(plan)))],
            PrivacyPlan.PartnerCentral => [new(new GaussianEvent(privacy.NoiseMultiplier!.Value), rounds)],
            _ => [],
        };
    }

    /// <summary>The guarantee after a number of rounds, at the plan's delta; null in mode <c>none</c>.</summary>
    /// <remarks>
    /// The loss distribution is that of the continuous Gaussian; the noise is drawn on a grid on which sigma is 2^29 units or
    /// more. The difference, T d / (6 sigma^2) for T rounds in d dimensions (PRIVACY section 11), is below 10^-9 here and is
    /// added to epsilon and taken from delta. Renyi orders need no such slack: they hold on the grid.
    /// </remarks>
    public static PrivacyReport? Report(RunPlan plan, int rounds)
    {
        if (Events(plan, rounds) is not { IsEmpty: false } events)
            return null;
        var slack = GridSlack(plan, events.Sum(e => e.Count));
        var report = PrivacyAccountant.Report(events, plan.Privacy.Delta!.Value - slack);
        return report with { Delta = plan.Privacy.Delta.Value, Epsilon = report.Epsilon + slack, PldEpsilon = report.PldEpsilon + slack };
    }

    private static double GridSlack(RunPlan plan, int releases)
    {
        var dimension = plan.Layout.ParameterCount;
        var scale = plan.Query is not null ? QueryScale.Of(plan).Noise! : NoiseScale.ForRecordCentral(dimension, plan.Privacy.ClipNorm!.Value, plan.Privacy.NoiseMultiplier!.Value);
        var slack = dimension / (6 * (double)scale.SigmaUnits * scale.SigmaUnits);
        if (AdaptiveClipping.Initial(plan) is { } clip)
        {
            var count = (double)AdaptiveClip.CountSigmaUnits(clip.CountDeviation);
            slack += 1 / (6 * count * count);
        }

        return releases * slack;
    }

    /// <summary>Epsilon in millionths, rounded up, as the ledger writes it; 0 in mode <c>none</c>.</summary>
    public static long MicroEpsilon(RunPlan plan, int rounds) => Report(plan, rounds) is { } report ? MicroEpsilon(report.Epsilon) : 0;

    /// <summary>Epsilon in millionths, rounded up.</summary>
    public static long MicroEpsilon(double epsilon) => checked((long)Math.Ceiling(epsilon * 1e6));

    /// <summary>
    /// A round's share of the run's reservation in millionths of epsilon. Shares add up to the reservation exactly; the
    /// reservation itself is charged whole at the launch, because parts of a schedule do not add.
    /// </summary>
    public static long Share(long reserved, int round, int rounds) =>
        (long)((Int128)reserved * round / rounds) - (long)((Int128)reserved * (round - 1) / rounds);
}

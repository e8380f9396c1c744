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

    /// <summary>True when rounds are admitted one by one, because later ones may depend on what earlier ones put out.</summary>
    public static bool IsAdaptive(RunPlan plan) => plan.Privacy.Filter is not null;

    /// <summary>The events of the first <paramref name="rounds"/> rounds of a run declared in advance; empty in mode <c>none</c>.</summary>
    /// <exception cref="InvalidOperationException">The run is adaptive: only its reserved rounds tell what it releases.</exception>
    public static ImmutableArray<ComposedEvent> Events(RunPlan plan, int rounds)
    {
        if (IsAdaptive(plan))
            throw new InvalidOperationException("An adaptive run has no schedule; its events follow from the rounds that the ledger reserved.");
        return rounds == 0 || plan.Privacy.Mode == PrivacyPlan.None ? [] : [Rounds(plan, plan.Privacy.NoiseMultiplier!.Value, rounds)];
    }

    /// <summary>The events of rounds that were reserved one by one.</summary>
    /// <param name="plan">The plan of an adaptive run.</param>
    /// <param name="reserved">The noise multiplier of each round, in millionths.</param>
    public static ImmutableArray<ComposedEvent> Events(RunPlan plan, IEnumerable<long> reserved) =>
        [.. reserved.GroupBy(noise => noise).Select(same => Rounds(plan, RoundTerms.Multiplier(same.Key), same.Count()))];

    private static ComposedEvent Rounds(RunPlan plan, double noiseMultiplier, int rounds) => plan.Privacy.Mode switch
    {
        PrivacyPlan.RecordCentral when plan.Query is not null => new(new GaussianEvent(noiseMultiplier), rounds),
        PrivacyPlan.RecordCentral => new(new PoissonSampledGaussianEvent(noiseMultiplier, plan.Privacy.SamplingRate!.Value), rounds),
        PrivacyPlan.RecordLocal => new(new PoissonSampledGaussianEvent(noiseMultiplier, plan.Privacy.SamplingRate!.Value), checked(rounds * LocalSteps(plan))),
        _ => new(new GaussianEvent(noiseMultiplier), rounds),
    };

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
        var report = PrivacyAccountant.Report(events, plan.Privacy.Delta!.Value - slack, orders: Orders(events));
        return report with { Delta = plan.Privacy.Delta.Value, Epsilon = report.Epsilon + slack, PldEpsilon = report.PldEpsilon + slack };
    }

    /// <summary>The Renyi orders that hold for noise on a grid: the whole ones where there is sampling, all of them where there is none.</summary>
    public static ImmutableArray<double> Orders(IEnumerable<ComposedEvent> events) =>
        events.Any(composed => composed.Event is PoissonSampledGaussianEvent { SamplingRate: < 1 }) ? RdpAccountant.WholeOrders : RdpAccountant.DefaultOrders;

    private static double GridSlack(RunPlan plan, int releases)
    {
        var dimension = plan.UploadLayout.ParameterCount;
        var scale = plan.Query is not null ? QueryScale.Of(plan).Noise! : NoiseScale.ForRecordCentral(dimension, plan.Privacy.ClipNorm!.Value, plan.Privacy.NoiseMultiplier!.Value);
        var slack = dimension / (6 * (double)scale.SigmaUnits * scale.SigmaUnits);
        if (AdaptiveClipping.Initial(plan) is { } clip)
        {
            var count = (double)AdaptiveClip.CountSigmaUnits(clip.CountDeviation);
            slack += 1 / (6 * count * count);
        }

        return releases * slack;
    }

    /// <summary>
    /// What a launch reserves, in millionths of epsilon: the whole schedule of a run declared in advance, the filter's epsilon of an
    /// adaptive one, 0 in mode <c>none</c>.
    /// </summary>
    public static long Reservation(RunPlan plan) => plan.Privacy.Filter is { } filter ? MicroEpsilon(filter.Epsilon) : MicroEpsilon(plan, plan.Rounds);

    /// <summary>Epsilon in millionths, rounded up, as the ledger writes it; 0 in mode <c>none</c>.</summary>
    public static long MicroEpsilon(RunPlan plan, int rounds) => Report(plan, rounds) is { } report ? MicroEpsilon(report.Epsilon) : 0;

    /// <summary>Epsilon in millionths, rounded up.</summary>
    public static long MicroEpsilon(double epsilon) => checked((long)Math.Ceiling(epsilon * 1e6));

    /// <summary>
    /// A round's share of the run's reservation in millionths of epsilon. Shares add up to the reservation exactly; the
    /// reservation itself is charged whole at the launch, because parts of a schedule do not add.
    /// </summary>
    /// <remarks>
    /// A seal of an adaptive run says 0 (<see cref="SealedSpend"/>): its round was charged by its reservation, in Renyi terms, and epsilons
    /// of single rounds do not add up to anything that was promised.
    /// </remarks>
    public static long Share(long reserved, int round, int rounds) =>
        (long)((Int128)reserved * round / rounds) - (long)((Int128)reserved * (round - 1) / rounds);

    /// <summary>The spend that the seal of a round carries: its share, or 0 in an adaptive run.</summary>
    public static long SealedSpend(RunPlan plan, long reserved, int round) => IsAdaptive(plan) ? 0 : Share(reserved, round, plan.Rounds);
}

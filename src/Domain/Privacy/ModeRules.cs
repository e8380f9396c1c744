using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using static Federated.Domain.Plans.PrivacyPlan;

namespace Federated.Domain.Privacy;

/// <summary>
/// The compatibility table: which combinations each privacy mode admits. It is the only place that knows; whatever is
/// not allowed here is refused with the reason.
/// </summary>
public static class ModeRules
{
    private const double LargestDelta = 0.1;
    private const double MostSampled = 1 << 19;
    private const double MostRadius = 4096;
    private const double LeastSignal = 0.2;
    private const double UsefulSignal = 0.5;

    /// <summary>The table, by mode.</summary>
    public static ImmutableArray<ModeRule> Table { get; } =
    [
        new(RecordCentral, "strategy.kind", p => p.Strategy.Kind is "server-sgd" or "server-adam", "server-sgd or server-adam",
            "the coordinator takes one noised step per round; fedavg averages models, which nobody clipped record by record"),
        new(RecordCentral, "training.localEpochs", p => p.Training.LocalEpochs == 1, "1",
            "a gradient taken after a local step depends on other records, and clipping it would not bound a record's part"),
        new(RecordCentral, "training.optimizer", p => p.Training is { Optimizer: "sgd", Momentum: 0, WeightDecay: 0 }, "sgd without momentum or weight decay",
            "the node only sums gradients; steps are taken by the coordinator (strategy)"),
        new(RecordCentral, "privacy.samplingRate", p => p.Privacy.SamplingRate is > 0 and <= 1, "above 0, at most 1", "it is part of the guarantee"),
        new(RecordCentral, "privacy.projection", p => p.Privacy.Projection is > 0 and <= 1, "above 0, at most 1", "without it one partner could drag the model anywhere"),
        new(RecordCentral, "privacy.partnerExamples", p => p.Privacy.PartnerExamples is { Count: > 0 } n && n.Values.All(v => v is > 0 and <= 1L << 40),
            "every partner of the run with its agreed number of examples", "the divisor must not depend on the data of the round"),
        new(RecordCentral, "privacy.partnerExamples", p => p.Privacy.PartnerExamples?.Values.Max() * p.Privacy.SamplingRate * p.Privacy.Projection <= MostRadius,
            "small enough that kappa q N is at most 4,096", "rounding a longer sum to float32 would use up the margin of the sensitivity"),
        new(RecordCentral, "privacy.partnerExamples", p => p.Privacy.PartnerExamples?.Values.Max() * p.Privacy.SamplingRate <= MostSampled,
            "small enough that a sample has at most 2^19 records on average", "the bound on rounding inside one partner is proven up to twice that"),
        new(RecordCentral, "cohort.size", p => p.Cohort.Size == p.Privacy.PartnerExamples?.Count, "the number of partners in privacy.partnerExamples",
            "receipts and ledger show who took part, so leaving partners out hides nothing"),

        new(PartnerCentral, "strategy.kind", p => p.Strategy.Kind is "fedavg" or "server-sgd" or "server-adam", "fedavg, server-sgd or server-adam",
            "other strategies need more than the noised sum"),
        new(RecordCentral, "privacy.adaptiveClip", p => p.Privacy.AdaptiveClip is null, "absent",
            "the nodes would have to ship counts of clipped gradients, which is not built (docs/feature-matrix.md)"),
        new(RecordLocal, "privacy.adaptiveClip", p => p.Privacy.AdaptiveClip is null, "absent", "no one but the partner sees how many of its gradients are clipped"),
        new(PartnerCentral, "privacy.adaptiveClip", p => p.Privacy.AdaptiveClip is not { Quantile: var quantile } || quantile is >= 0 and <= 1, "with a quantile from 0 to 1",
            "it is the fraction of updates that are not clipped"),
        new(PartnerCentral, "privacy.adaptiveClip", p => p.Privacy.AdaptiveClip is not { LearningRate: var rate } || rate is > 0 and <= 1, "with a learningRate above 0, at most 1",
            "a larger step would jump over the quantile"),
        new(PartnerCentral, "privacy.adaptiveClip", p => p.Privacy.AdaptiveClip is not { CountDeviation: { } deviation } || deviation is > 0 and <= 1 << 16, "with a countDeviation above 0, at most 65,536",
            "it is the noise on the count"),
        new(PartnerCentral, "privacy.adaptiveClip", p => AdaptiveClipping.Initial(p) is not { } c || p.Privacy.NoiseMultiplier < 2 * c.CountDeviation,
            "with a countDeviation above half of privacy.noiseMultiplier", "the noised count alone would cost more than the round may; with few partners raise it, or fix the clip norm"),
        new(PartnerCentral, "privacy.adaptiveClip", p => AdaptiveClipping.Initial(p) is not { } c
                || (c.SmallestClip >= 1e-6 && c.SmallestClip <= c.Clip && c.Clip <= c.LargestClip && c.LargestClip <= c.SmallestClip * AdaptiveClipping.LargestRange),
            "with smallestClip <= privacy.clipNorm <= largestClip <= 1,024 smallestClip, and smallestClip at least 1e-6", "the grid of a run is one for all clip norms"),
        new(PartnerCentral, "privacy.samplingRate", p => p.Privacy.SamplingRate is null or 1, "absent",
            "the ledger publishes who took part, so sampling partners amplifies nothing"),

        new(RecordLocal, "privacy.samplingRate", p => p.Privacy.SamplingRate is > 0 and < 1, "above 0, below 1", "it is part of the guarantee"),
        new(RecordLocal, "privacy.partnerExamples", p => p.Privacy.PartnerExamples is { Count: > 0 } n && n.Values.All(v => v is > 0 and <= 1L << 40),
            "every partner of the run with its agreed number of examples", "neither the divisor of a step nor a weight may depend on the data"),
        new(RecordLocal, "training.optimizer", p => p.Training is { Optimizer: "sgd", WeightDecay: 0 }, "sgd without weight decay",
            "only noised gradients may move the local model"),
        .. CohortRules(RecordCentral),
        .. CohortRules(PartnerCentral),
    ];

    /// <summary>Where the guarantee counts on everybody's noise or divisor, there is nothing to select.</summary>
    private static IEnumerable<ModeRule> CohortRules(string mode)
    {
        const string Reason = "every partner is in every round: the ledger shows who took part, so drawing some hides nobody, and the divisor is fixed for all of them";
        yield return new(mode, "cohort.fraction", p => p.Cohort.Fraction is null, "absent", Reason);
        yield return new(mode, "cohort.overSelect", p => p.Cohort.OverSelect is null, "absent", Reason);
        yield return new(mode, "cohort.selection", p => p.Cohort.Selection is null, "absent or 'random'", Reason);
        yield return new(mode, "cohort.openToNewPartners", p => p.Cohort.OpenToNewPartners is null, "absent or false",
            "the guarantee was declared for the partners of the launch, and the divisor is fixed for them");
    }

    /// <summary>True when the mode carries a guarantee.</summary>
    public static bool IsPrivate(RunPlan plan) => plan.Privacy.Mode != None;

    /// <summary>Checks a plan against its mode.</summary>
    /// <exception cref="FederatedException">FED-1006 names the member, what it is, what the mode wants and why.</exception>
    public static void Check(RunPlan plan)
    {
        var privacy = plan.Privacy;
        switch (privacy.Mode)
        {
            case None:
                Require(privacy is { Delta: null, ClipNorm: null, AdaptiveClip: null, NoiseMultiplier: null, SamplingRate: null, Projection: null, PartnerExamples: null },
                    None, "privacy", "no other member than the mode", "numbers that are not used must not look like a guarantee");
                return;
            case RecordCentral or RecordLocal or PartnerCentral:
                break;
            default:
                throw new FederatedException(ErrorCodes.PlanIncompatible,
                    $"In the plan, privacy.mode is '{privacy.Mode}'; wanted one of none, record-central, record-local, partner-central. "
                    + "'distributed' is not built yet (docs/feature-matrix.md).");
        }

        Require(privacy.Delta is >= 1e-12 and <= LargestDelta, privacy.Mode, "privacy.delta", "1e-12 to 0.1", "it is half of the guarantee");
        Require(privacy.ClipNorm is { } clip && double.IsFinite(clip) && clip is > 0 and <= 1e6, privacy.Mode, "privacy.clipNorm", "above 0, at most 1e6", "the sensitivity follows from it");
        Require(privacy.NoiseMultiplier is { } z && double.IsFinite(z) && z is >= 0.1 and <= 1e6, privacy.Mode, "privacy.noiseMultiplier", "0.1 to 1e6",
            "less noise than a tenth of the sensitivity is no guarantee worth the name");
        foreach (var rule in Table.Where(r => r.Mode == privacy.Mode))
            Require(rule.Holds(plan), rule.Mode, rule.Member, rule.Wanted, rule.Reason);
        if (privacy.Mode == PartnerCentral)
            CheckSignal(plan, AdaptiveClipping.SumMultiplier(plan, privacy.NoiseMultiplier!.Value));
    }

    /// <summary>rho = n / (z sqrt d): how long the sum of n aligned updates is beside the noise in d dimensions.</summary>
    private static void CheckSignal(RunPlan plan, double noiseMultiplier)
    {
        var root = noiseMultiplier * Math.Sqrt(plan.Model.ToSpecification().Layout.ParameterCount);
        var rho = plan.Cohort.Size / root;
        if (rho >= LeastSignal || plan.Privacy.AcceptUseless == true)
            return;
        throw new FederatedException(ErrorCodes.PlanIncompatible, string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"Mode partner-central with {plan.Cohort.Size} partners would drown the updates in noise: rho = n / (z sqrt d) is {rho:0.####}, wanted at least {LeastSignal}. ")
            + string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{Math.Ceiling(UsefulSignal * root):0} partners would give a usable {UsefulSignal}. Take mode record-central, a smaller model, or insist with privacy.acceptUseless."));
    }

    private static void Require(bool holds, string mode, string member, string wanted, string reason)
    {
        if (!holds)
            throw new FederatedException(ErrorCodes.PlanIncompatible, $"Mode {mode} does not allow this plan: {member} must be {wanted}, because {reason}.");
    }
}

using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Updates;
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

    /// <summary>The table, by mode.</summary>
    public static ImmutableArray<ModeRule> Table { get; } =
    [
        .. StrategyModeRules.Rows, .. ModelModeRules.Rows, .. TransferModeRules.Rows,
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

        new(RecordCentral, "codec.update", p => p.UpdateCodecs is [UpdateFile.Float32Codec], "absent or float32",
            "a coded sum moves by 1.8 to 3.9 times the clip norm when one record changes, and a length that depends on the sum would show its sample"),

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
        new(RecordLocal, "cohort.openToNewPartners", p => p.Cohort.OpenToNewPartners is null || p.Privacy.Filter is null, "absent with privacy.filter",
            "a round is admitted for the partners of the launch, by their budgets"),
        .. CohortRules(RecordCentral),
        .. CohortRules(PartnerCentral),

        .. FilterRules.For(RecordCentral), .. FilterRules.For(RecordLocal), .. FilterRules.For(PartnerCentral),
    ];

    /// <summary>The table for plans that ask a query; a query trains nothing, so that nothing of <see cref="Table"/> applies to it.</summary>
    public static ImmutableArray<ModeRule> Queries { get; } =
    [
        new(RecordCentral, "privacy.clipNorm", p => p.Privacy.ClipNorm is null, "absent", "the sensitivity of a query follows from its statistics"),
        new(RecordCentral, "privacy.adaptiveClip", p => p.Privacy.AdaptiveClip is null, "absent", "nothing of a query is clipped"),
        new(RecordCentral, "privacy.filter", p => p.Privacy.Filter is null, "absent", "a query is one release, and nothing follows that could adapt"),
        new(RecordCentral, "privacy.samplingRate", p => p.Privacy.SamplingRate is null or 1, "absent", "a query counts every record"),
        new(RecordCentral, "privacy.projection", p => p.Privacy.Projection is null, "absent", "a partner's totals are bounded by its agreed number of records"),
        new(RecordCentral, "privacy.partnerExamples", p => p.Privacy.PartnerExamples is { Count: > 0 } n && n.Values.All(v => v is > 0 and <= 1L << 40),
            "every partner of the run with its agreed number of records", "totals are bounded by it, not by what the data of the round say"),
        new(RecordCentral, "cohort.size", p => p.Cohort.Size == p.Privacy.PartnerExamples?.Count, "the number of partners in privacy.partnerExamples",
            "a query is about all of its partners, and leaving some out hides nothing"),
        new(RecordCentral, "query.evaluation.spread", p => p.Query?.Evaluation is not { Spread.IsEmpty: false }, "absent",
            "a partner's own figure does not depend on one record in a bounded way, so no noise of a record's size hides it; ask for it in mode none"),
        new(RecordLocal, "query", _ => false, "absent", "every partner would add noise of its own to the same sum; record-central adds it once"),
        new(PartnerCentral, "query", _ => false, "absent", "a partner's totals would have to be clipped to the size of a single record's; ask in record-central, whose unit is the record"),
        .. CohortRules(RecordCentral),
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
                Require(privacy is { Delta: null, ClipNorm: null, AdaptiveClip: null, NoiseMultiplier: null, SamplingRate: null, Projection: null, PartnerExamples: null, Filter: null },
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
        Require(plan.Query is not null || privacy.ClipNorm is { } clip && double.IsFinite(clip) && clip is > 0 and <= 1e6, privacy.Mode, "privacy.clipNorm", "above 0, at most 1e6", "the sensitivity follows from it");
        Require(privacy.NoiseMultiplier is { } z && double.IsFinite(z) && z is >= 0.1 and <= 1e6, privacy.Mode, "privacy.noiseMultiplier", "0.1 to 1e6",
            "less noise than a tenth of the sensitivity is no guarantee worth the name");
        foreach (var rule in (plan.Query is null ? Table : Queries).Where(r => r.Mode == privacy.Mode))
            Require(rule.Holds(plan), rule.Mode, rule.Member, rule.Wanted, rule.Reason);
        if (privacy.Mode == PartnerCentral && plan.Query is null)
            CheckSignal(plan, AdaptiveClipping.SumMultiplier(plan, privacy.NoiseMultiplier!.Value));
    }

    /// <summary>Refuses a plan whose noise would be several times as long as all its updates together.</summary>
    private static void CheckSignal(RunPlan plan, double noiseMultiplier)
    {
        var parameters = plan.UploadLayout.ParameterCount;
        var rho = PartnerSignal.Of(plan.Cohort.Size, noiseMultiplier, parameters);
        if (rho >= PartnerSignal.Least || plan.Privacy.AcceptUseless == true)
            return;
        throw new FederatedException(ErrorCodes.PlanIncompatible, string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"Mode partner-central with {plan.Cohort.Size} partners would drown the updates in noise: rho = n / (z sqrt d) is {rho:0.####}, wanted at least {PartnerSignal.Least}. ")
            + string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{PartnerSignal.PartnersFor(PartnerSignal.Useful, noiseMultiplier, parameters)} partners would give a usable {PartnerSignal.Useful}. Take mode record-central, a smaller model, or insist with privacy.acceptUseless."));
    }

    private static void Require(bool holds, string mode, string member, string wanted, string reason)
    {
        if (!holds)
            throw new FederatedException(ErrorCodes.PlanIncompatible, $"Mode {mode} does not allow this plan: {member} must be {wanted}, because {reason}.");
    }
}

using System.Collections.Immutable;
using Federated.Domain.Aggregation.Robust;
using static Federated.Domain.Plans.PrivacyPlan;
using static Federated.Domain.Strategies.StrategySpecification;

namespace Federated.Domain.Privacy;

/// <summary>
/// Which server strategies and which local training each private mode admits, with the reason for every refusal; part of
/// <see cref="ModeRules.Table"/>. Mode <c>none</c> admits all.
/// </summary>
internal static class StrategyModeRules
{
    private const string Stepwise = "server-sgd, server-adagrad, server-adam or server-yogi";

    private const string LocalKinds = "fedavg, " + Stepwise;
    private const int FedNovaSteps = (int)Strategies.FedNova.TauUnit;

    /// <summary>The rows.</summary>
    internal static ImmutableArray<ModeRule> Rows { get; } =
    [
        Refuses(RecordCentral, FedAvgKind, Stepwise, "the coordinator takes one noised step per round; fedavg averages models, which nobody clipped record by record"),
        Refuses(RecordCentral, FedNovaKind, Stepwise, "there are no local steps that could be counted"),
        Refuses(RecordCentral, ScaffoldKind, Stepwise, "a control variate at the node carries other rounds' records past the clipping"),
        Refuses(RecordCentral, QFedAvgKind, Stepwise, "a partner's loss is a statistic of its records that no noise covers"),
        new(RecordCentral, "training.proximalMu", p => p.Training.ProximalMu is null, "absent", "there are no local steps that a proximal term could hold back"),

        new(RecordCentral, "aggregation.rule", p => p.Aggregation is null || RobustSpecification.IsCoordinateWise(p.Aggregation.Rule), "absent, or one of 'median' and 'trimmed-mean'",
            "the noise covers what one record moves by at most C, as it does a sum of middle values; a rule that picks or weighs whole updates can be moved further by one record"),
        new(RecordCentral, "privacy.partnerExamples", p => p.Aggregation is null || p.Privacy.PartnerExamples?.Values.Distinct().Count() == 1, "the same number for every partner where aggregation is set",
            "the rule compares the partners' sums with each other, and a sum over more records is longer: what is left out would follow from the size of a partner"),

        Refuses(PartnerCentral, QFedAvgKind, "one of the others", "its step divides by a sum of un-noised statistics of every partner's loss"),
        new(PartnerCentral, "training.maxSteps", p => p.Strategy.Kind != FedNovaKind || p.Training.MaxSteps <= FedNovaSteps,
            "at most 1,024 with strategy fednova", "the count of steps is clipped and noised with the update, so a partner with many steps would spend the clip norm on the count"),
        new(PartnerCentral, "aggregation", p => p.Aggregation is null, "absent",
            "the noise covers a sum that one partner moves by at most C; a robust rule's result can be moved further by one update"),

        Refuses(RecordLocal, FedNovaKind, LocalKinds, "every partner takes the same number of noised steps, so it would be fedavg"),
        Refuses(RecordLocal, ScaffoldKind, LocalKinds, "a control variate at the node is state outside DP-SGD"),
        Refuses(RecordLocal, QFedAvgKind, LocalKinds, "a partner's loss is a statistic computed outside DP-SGD"),
        new(RecordLocal, "training.maxSteps", p => p.Training.MaxSteps is null, "absent", "the number of noised steps follows from the epochs and the sampling rate, and is what the budget is charged for"),
        new(RecordLocal, "training.proximalMu", p => p.Training.ProximalMu is null, "absent", "DP-SGD at the node steps along noised gradients and nothing else"),
    ];

    private static ModeRule Refuses(string mode, string kind, string wanted, string reason) =>
        new(mode, "strategy.kind", p => p.Strategy.Kind != kind, wanted, reason);
}

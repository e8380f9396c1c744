using System.Collections.Immutable;
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

    /// <summary>The rows.</summary>
    internal static ImmutableArray<ModeRule> Rows { get; } =
    [
        Refuses(RecordCentral, FedAvgKind, Stepwise, "the coordinator takes one noised step per round; fedavg averages models, which nobody clipped record by record"),
        new(RecordCentral, "training.proximalMu", p => p.Training.ProximalMu is null, "absent", "there are no local steps that a proximal term could hold back"),

        new(RecordLocal, "training.proximalMu", p => p.Training.ProximalMu is null, "absent", "DP-SGD at the node steps along noised gradients and nothing else"),
    ];

    private static ModeRule Refuses(string mode, string kind, string wanted, string reason) =>
        new(mode, "strategy.kind", p => p.Strategy.Kind != kind, wanted, reason);
}

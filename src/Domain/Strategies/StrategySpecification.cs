using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Strategies;

/// <summary>A server strategy as a plan declares it.</summary>
/// <param name="Kind">
/// <c>fedavg</c>, <c>server-sgd</c> (the field's FedAvgM), <c>server-adagrad</c> (FedAdagrad), <c>server-adam</c> (FedAdam),
/// <c>server-yogi</c> (FedYogi), <c>fednova</c>, <c>scaffold</c> or <c>q-fedavg</c>.
/// </param>
/// <param name="LearningRate">The server's step size; 1 for <c>fedavg</c> and <c>q-fedavg</c>, which have none.</param>
/// <param name="Momentum">Of <c>server-sgd</c>, from 0 to below 1; 0 for the others.</param>
/// <param name="Beta1">Of the three adaptive kinds, decay of the first moment.</param>
/// <param name="Beta2">Of <c>server-adam</c> and <c>server-yogi</c>, decay of the second moment.</param>
/// <param name="Epsilon">Of the three adaptive kinds, the tau of their paper.</param>
/// <param name="Fairness">Of <c>q-fedavg</c>: q.</param>
/// <param name="Participation">Of <c>scaffold</c>: the divisor of this round's mean over the partners of the run; 1 when all take part.</param>
public sealed record StrategySpecification(
    string Kind, double LearningRate = 1, double Momentum = 0, double Beta1 = 0.9, double Beta2 = 0.99, double Epsilon = 1e-3,
    double? Fairness = null, double Participation = 1)
{
    /// <summary>The kind of <see cref="FedAvg"/>.</summary>
    public const string FedAvgKind = "fedavg";

    /// <summary>The kind of <see cref="ServerSgd"/>.</summary>
    public const string ServerSgdKind = "server-sgd";

    /// <summary>The kind of <see cref="ServerAdam"/>.</summary>
    public const string ServerAdamKind = "server-adam";

    /// <summary>The kind of <see cref="ServerAdagrad"/>.</summary>
    public const string ServerAdagradKind = "server-adagrad";

    /// <summary>The kind of <see cref="ServerYogi"/>.</summary>
    public const string ServerYogiKind = "server-yogi";

    /// <summary>The kind of <see cref="FedNova"/>.</summary>
    public const string FedNovaKind = "fednova";

    /// <summary>The kind of <see cref="Scaffold"/>.</summary>
    public const string ScaffoldKind = "scaffold";

    /// <summary>The kind of <see cref="QFedAvg"/>.</summary>
    public const string QFedAvgKind = "q-fedavg";

    /// <summary>Every kind, in the order of the documentation.</summary>
    public static ImmutableArray<string> Kinds { get; } = [FedAvgKind, ServerSgdKind, ServerAdagradKind, ServerAdamKind, ServerYogiKind, FedNovaKind, ScaffoldKind, QFedAvgKind];

    /// <summary>The strategy, checked.</summary>
    /// <exception cref="FederatedException">
    /// FED-1001: an unknown kind, a number out of range, or a learning rate or momentum given to a kind that has none and would ignore it.
    /// </exception>
    public IServerStrategy Create()
    {
        if (Kind is FedAvgKind or QFedAvgKind && LearningRate != 1)
            throw Refuse($"Got a learning rate for '{Kind}', which has none, wanted 1. Use '{ServerSgdKind}' for a step size.");
        if (Kind != ServerSgdKind && Kinds.Contains(Kind) && Momentum != 0)
            throw Refuse($"Got a momentum for '{Kind}', which has none, wanted 0. Use '{ServerSgdKind}' for momentum.");
        if (Kind == QFedAvgKind != Fairness is not null)
            throw Refuse(Fairness is null ? $"Got no strategy.q, wanted the q of '{QFedAvgKind}', 0 or more." : $"Got a strategy.q for '{Kind}', wanted none: only '{QFedAvgKind}' has one.");
        if (Fairness is < 0 or double.NaN or double.PositiveInfinity)
            throw Refuse(FormattableString.Invariant($"Got {Fairness} as strategy.q, wanted a finite number of 0 or more."));
        return Kind switch
        {
            FedAvgKind => new FedAvg(),
            ServerSgdKind => new ServerSgd(LearningRate, Momentum),
            ServerAdagradKind => new ServerAdagrad(LearningRate, Beta1, Epsilon),
            ServerAdamKind => new ServerAdam(LearningRate, Beta1, Beta2, Epsilon),
            ServerYogiKind => new ServerYogi(LearningRate, Beta1, Beta2, Epsilon),
            FedNovaKind => new FedNova(LearningRate),
            ScaffoldKind => new Scaffold(LearningRate, Participation),
            QFedAvgKind => new QFedAvg(),
            _ => throw Refuse($"Got server strategy {Excerpt.Of(Kind)}, wanted one of {string.Join(", ", Kinds)}. {Advice()}"),
        };
    }

    /// <summary>What a partner sends behind the model's tensors, to be summed with them; mostly nothing.</summary>
    public ImmutableArray<ParameterTensor> UpdateTensors(ParameterLayout model) => Kind switch
    {
        FedNovaKind => [FedNova.Tau],
        ScaffoldKind => [.. Scaffold.Deltas(model)],
        QFedAvgKind => [QFedAvg.Steepness],
        _ => [],
    };

    /// <summary>What a round publishes behind the model's tensors, for the nodes; mostly nothing.</summary>
    public ImmutableArray<ParameterTensor> PublishedTensors(ParameterLayout model) => Kind == ScaffoldKind ? [.. Scaffold.Controls(model)] : [];

    /// <summary>True when every partner weighs the same, whatever its number of examples.</summary>
    public bool WeighsPartnersAlike => Kind == ScaffoldKind;

    /// <summary>The field's names are no kinds: a plan would otherwise have two spellings, and two hashes, for one run.</summary>
    private string Advice() => Kind?.ToLowerInvariant() switch
    {
        "fedavgm" => $"FedAvgM is '{ServerSgdKind}' with a momentum.",
        "fedadagrad" => $"FedAdagrad is '{ServerAdagradKind}'.",
        "fedadam" => $"FedAdam is '{ServerAdamKind}'.",
        "fedyogi" => $"FedYogi is '{ServerYogiKind}'.",
        "fedprox" => "FedProx is any of them with training.proximalMu.",
        _ => "Correct the plan.",
    };

    private static FederatedException Refuse(string message) => new(ErrorCodes.PlanInvalid, message);
}

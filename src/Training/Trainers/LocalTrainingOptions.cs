using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Data;
using Federated.Training.Transfer;

namespace Federated.Training.Trainers;

/// <summary>How a node trains in one round.</summary>
public sealed record LocalTrainingOptions
{
    /// <summary><c>sgd</c> (default), <c>adam</c>, <c>adamw</c>, <c>rmsprop</c> or <c>adagrad</c>.</summary>
    public string Optimizer { get; init; } = "sgd";

    /// <summary>Step size, finite and positive. Default 0.1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Momentum of <c>sgd</c> and <c>rmsprop</c>, in [0, 1). Default 0.</summary>
    public double Momentum { get; init; }

    /// <summary>Nesterov's form of the momentum of <c>sgd</c>. Default false.</summary>
    public bool Nesterov { get; init; }

    /// <summary>A factor on the learning rate, by round or by step of this call; checked with the plan. Null, the default, for none.</summary>
    public LearningRatePlan? Schedule { get; init; }

    /// <summary>The round, from 1, and how many the run has: for <see cref="Schedule"/>. Default 1 of 1.</summary>
    public (int Index, int Total) Round { get; init; } = (1, 1);

    /// <summary>Batches whose mean gradient makes one step, at least 1. Default 1.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>L2 norm that the gradient of a step is scaled down to, finite and positive. Null, the default, for none.</summary>
    public double? ClipGradientNorm { get; init; }

    /// <summary>When to end early by the loss on <see cref="Validation"/>. Null, the default, for never.</summary>
    public EarlyStoppingPlan? EarlyStopping { get; init; }

    /// <summary>Examples that early stopping measures on, scaled as for training. Null, the default, for none: then nothing stops early.</summary>
    public Dataset? Validation { get; init; }

    /// <summary>Pairs of label 0 drawn beside every example of a recommender, at least 0. Default 0.</summary>
    public int Negatives { get; init; }

    /// <summary>L2 penalty added to the gradient, finite and not negative. Default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// mu of FedProx (Li et al., "Federated Optimization in Heterogeneous Networks", 1812.06127, equation 2), finite and not
    /// negative: mu (w - w_global) is added to every gradient, w_global being the parameters that training starts from.
    /// Default 0.
    /// </summary>
    public double ProximalMu { get; init; }

    /// <summary>
    /// What <see cref="ProximalMu"/> holds the parameters to, flat, in the order of the model's layout. Null, the default, for those that
    /// training starts from.
    /// </summary>
    public float[]? Anchor { get; init; }

    /// <summary>Which part of the model is trained. Null, the default, for all of it.</summary>
    public PartTraining? Part { get; init; }

    /// <summary>
    /// Added to every gradient, flat, in the order of the model's layout: c - c_i of SCAFFOLD (Karimireddy et al., 1910.06378,
    /// equation 3). Null, the default, for none.
    /// </summary>
    public float[]? Correction { get; init; }

    /// <summary>The most steps of the whole call, at least 1. Null, the default, for as many as the epochs take.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Examples per step, at least 1. The last step of an epoch takes what is left. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Passes over the data, at least 1. Default 1.</summary>
    public int LocalEpochs { get; init; } = 1;

    /// <summary>Fixes the order of the examples, the masks of dropout, the noise of a generator and the pairs drawn beside examples. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads of libtorch, for the whole process. Default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Checks every option.</summary>
    /// <exception cref="FederatedException">An option is out of range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public void Validate()
    {
        if (Optimizer is not ("sgd" or "adam" or "adamw" or "rmsprop" or "adagrad")) throw Invalid(nameof(Optimizer), $"'{Optimizer}'", "sgd, adam, adamw, rmsprop or adagrad");
        if (!double.IsFinite(LearningRate) || LearningRate <= 0) throw Invalid(nameof(LearningRate), LearningRate, "a finite number above 0");
        if (!(Momentum >= 0 && Momentum < 1)) throw Invalid(nameof(Momentum), Momentum, "a number from 0, below 1");
        if (Momentum != 0 && Optimizer is not ("sgd" or "rmsprop")) throw Invalid(nameof(Momentum), Momentum, $"0 with {Optimizer}, which has moments of its own");
        if (Nesterov && !(Optimizer is "sgd" && Momentum > 0)) throw Invalid(nameof(Nesterov), Nesterov, "false without sgd and a momentum above 0");
        if (Round.Index < 1 || Round.Total < Round.Index) throw Invalid(nameof(Round), Round, "a round from 1 to the number of rounds");
        if (AccumulationSteps < 1) throw Invalid(nameof(AccumulationSteps), AccumulationSteps, "at least 1");
        if (ClipGradientNorm is { } norm && !(norm > 0 && double.IsFinite(norm))) throw Invalid(nameof(ClipGradientNorm), norm, "a finite number above 0");
        if (Negatives < 0) throw Invalid(nameof(Negatives), Negatives, "at least 0");
        if (!double.IsFinite(WeightDecay) || WeightDecay < 0) throw Invalid(nameof(WeightDecay), WeightDecay, "a finite number from 0");
        if (!double.IsFinite(ProximalMu) || ProximalMu < 0) throw Invalid(nameof(ProximalMu), ProximalMu, "a finite number from 0");
        if (MaxSteps < 1) throw Invalid(nameof(MaxSteps), MaxSteps, "at least 1");
        if (BatchSize < 1) throw Invalid(nameof(BatchSize), BatchSize, "at least 1");
        if (LocalEpochs < 1) throw Invalid(nameof(LocalEpochs), LocalEpochs, "at least 1");
        if (Threads < 1) throw Invalid(nameof(Threads), Threads, "at least 1");
    }

    private static FederatedException Invalid(string name, object got, string wanted) =>
        new(ErrorCodes.PlanInvalid, FormattableString.Invariant($"{name} is {got}, wanted {wanted}. Correct the plan."));
}

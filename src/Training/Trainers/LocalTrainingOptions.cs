using Federated.Domain.Errors;

namespace Federated.Training.Trainers;

/// <summary>How a node trains in one round.</summary>
public sealed record LocalTrainingOptions
{
    /// <summary><c>sgd</c> (default) or <c>adam</c>.</summary>
    public string Optimizer { get; init; } = "sgd";

    /// <summary>Step size, finite and positive. Default 0.1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Momentum of <c>sgd</c>, in [0, 1). Default 0.</summary>
    public double Momentum { get; init; }

    /// <summary>L2 penalty added to the gradient, finite and not negative. Default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// mu of FedProx (Li et al., "Federated Optimization in Heterogeneous Networks", 1812.06127, equation 2), finite and not
    /// negative: mu (w - w_global) is added to every gradient, w_global being the parameters that training starts from.
    /// Default 0.
    /// </summary>
    public double ProximalMu { get; init; }

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

    /// <summary>Fixes the order of the examples. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads of libtorch, for the whole process. Default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Checks every option.</summary>
    /// <exception cref="FederatedException">An option is out of range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public void Validate()
    {
        if (Optimizer is not ("sgd" or "adam")) throw Invalid(nameof(Optimizer), $"'{Optimizer}'", "sgd or adam");
        if (!double.IsFinite(LearningRate) || LearningRate <= 0) throw Invalid(nameof(LearningRate), LearningRate, "a finite number above 0");
        if (!(Momentum >= 0 && Momentum < 1)) throw Invalid(nameof(Momentum), Momentum, "a number from 0, below 1");
        if (Momentum != 0 && Optimizer is "adam") throw Invalid(nameof(Momentum), Momentum, "0 with adam, which has moments of its own");
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

namespace Federated.Domain.Plans;

/// <summary>Local training at a node.</summary>
public sealed record TrainingPlan
{
    /// <summary><c>sgd</c> or <c>adam</c>.</summary>
    public string Optimizer { get; init; } = "sgd";

    /// <summary>Step size, positive.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Momentum of SGD, in [0, 1).</summary>
    public double Momentum { get; init; }

    /// <summary>L2 penalty, at least 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Examples in a step, at least 1.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Passes over the partner's data in a round, at least 1.</summary>
    public int LocalEpochs { get; init; } = 1;

    /// <summary>
    /// mu of FedProx (Li et al., 1812.06127): every local step also descends mu/2 |w - w_global|^2. Absent for no such term.
    /// </summary>
    public double? ProximalMu { get; init; }

    /// <summary>The most steps in a round, whatever the epochs; absent for no cap.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>
    /// lambda of Ditto (Li et al., 2012.04221, algorithm 1): beside its part in the global model every node trains a model of its own, held
    /// to the global one by lambda/2 |v - w|^2, as many epochs. It stays at the node. Absent for none.
    /// </summary>
    public double? Ditto { get; init; }

    /// <summary>Seed of the batch order; a partner's own order also depends on its name and the round.</summary>
    public ulong Seed { get; init; } = 1;
}

using Federated.Domain.Models;

namespace Federated.Domain.Plans;

/// <summary>Local training at a node.</summary>
public sealed record TrainingPlan
{
    /// <summary><c>sgd</c>, <c>adam</c>, <c>adamw</c>, <c>rmsprop</c> or <c>adagrad</c>, as PyTorch has them.</summary>
    public string Optimizer { get; init; } = "sgd";

    /// <summary>Step size, positive.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Momentum of <c>sgd</c> and <c>rmsprop</c>, in [0, 1).</summary>
    public double Momentum { get; init; }

    /// <summary>L2 penalty, at least 0; with <c>adamw</c> taken off the parameters, apart from the gradient (Loshchilov and Hutter, 1711.05101).</summary>
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

    /// <summary>What training lowers; absent for what the model's kind is made for (docs/model-zoo.md).</summary>
    public Objective? Loss { get; init; }

    /// <summary>True for Nesterov's momentum of <c>sgd</c>.</summary>
    public bool? Nesterov { get; init => field = value is false ? null : value; }

    /// <summary>How the learning rate changes; absent for not at all.</summary>
    public LearningRatePlan? Schedule { get; init; }

    /// <summary>Batches whose mean gradient makes one step; 1 if absent.</summary>
    public int? AccumulationSteps { get; init; }

    /// <summary>
    /// The L2 norm that the gradient of a step, over all parameters together, is scaled down to; absent for none. It keeps training from
    /// leaping and is no privacy: that is <c>privacy.clipNorm</c>.
    /// </summary>
    public double? ClipGradientNorm { get; init; }

    /// <summary>When to end the local epochs early; absent for never.</summary>
    public EarlyStoppingPlan? EarlyStopping { get; init; }

    /// <summary>
    /// Of a <c>recommender</c> whose data hold only what users took: for each such pair, this many items drawn at random that the user did
    /// not take, as examples of label 0, drawn anew in every epoch. Absent for none.
    /// </summary>
    public int? Negatives { get; init; }
}

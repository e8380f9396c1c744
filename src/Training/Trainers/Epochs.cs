using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Training.Objectives;
using Federated.Training.Randomness;
using static TorchSharp.torch;

namespace Federated.Training.Trainers;

/// <summary>What a local training goes through in an epoch: the same examples each time, or, where pairs are drawn beside them, others.</summary>
internal sealed class Epochs
{
    private const ulong Stream = 0x4E45_4741; // "NEGA"

    private readonly TorchObjective objective;
    private readonly NegativePairs? negatives;
    private readonly DeterministicRandom random;
    private (Tensor Features, Tensor Answers, int Count) current;
    private long[] order = [];

    internal Epochs(ModelSpecification model, Dataset dataset, LocalTrainingOptions options)
    {
        objective = TorchObjective.Of(model.Objective);
        negatives = options.Negatives > 0 ? new(model, dataset, options.Negatives) : null;
        random = new(options.Seed, Stream);
        Most = dataset.Count * (options.Negatives + 1L);
        if (negatives is null) Hold(dataset);
    }

    /// <summary>The most examples that an epoch has.</summary>
    internal long Most { get; }

    /// <summary>The examples of the next epoch: features [n, d], answers [n], n. They live as long as the dispose scope of the caller.</summary>
    internal (Tensor Features, Tensor Answers, int Count) Next()
    {
        if (negatives is not null) Hold(negatives.Draw(random));
        return current;
    }

    /// <summary>An order of the examples: that of the epoch before, shuffled again.</summary>
    internal long[] Order(DeterministicRandom shuffling)
    {
        if (order.Length != current.Count)
        {
            order = new long[current.Count];
            for (var i = 0; i < order.Length; i++) order[i] = i;
        }

        shuffling.Shuffle<long>(order);
        return order;
    }

    private void Hold(Dataset dataset)
    {
        if (current.Count > 0)
        {
            current.Features.Dispose();
            current.Answers.Dispose();
        }

        current = (tensor(dataset.FeatureArray, [dataset.Count, dataset.FeatureCount]), objective.Answers(dataset, 0, dataset.Count), dataset.Count);
    }
}

using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Protocol.Runs;
using Federated.Training.Data;

namespace Federated.Simulation.Tests;

/// <summary>Small federations: two overlapping clouds of points, a logistic model, mode none.</summary>
internal static class Simulated
{
    public const int Features = 4;

    public static RunPlan Plan(int cohort, int rounds) => new()
    {
        Name = "clouds",
        Model = new() { Kind = "logistic", Inputs = Features, Outputs = 2, Seed = 1 },
        Training = new() { LearningRate = 0.5, BatchSize = 4, LocalEpochs = 1, Seed = 1 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = cohort, Quorum = cohort, Seed = 3 },
        Rounds = rounds,
        MaxExamples = 64,
    };

    public static SharedData Data(int partners, int examplesEach = 6)
    {
        var random = new SeededRandom(7);
        var count = partners * examplesEach;
        var features = new float[count * Features];
        var labels = new long[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % 2;
            for (var j = 0; j < Features; j++)
                features[(i * Features) + j] = (float)(random.NextDouble() + (0.5 * labels[i]));
        }

        return new(new Dataset(features, Features, labels), Partition.Iid.Split(labels, partners, seed: 1));
    }

    public static async Task<(RunView View, ModelVersion[] Models, long PartnerRounds)> Run(RunPlan plan, SharedData data, int workers)
    {
        await using var federation = await SimulatedFederation.StartAsync(new() { Plan = plan, Data = data, Workers = workers }, TimeProvider.System, CancellationToken.None);
        var launched = await federation.LaunchAsync();
        var view = await federation.EndAsync(launched.Run, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(3));
        Assert.Empty(federation.Remarks.First);
        return (view, [.. await federation.ModelsAsync(launched.Run)], federation.Counters.PartnerRounds);
    }
}

using Federated.Domain.Rounds;
using Federated.Training.Data;
using Federated.Training.Privacy;
using Federated.Training.Randomness;

namespace Federated.Training.Tests.Privacy;

/// <summary>Made-up examples and fixed secrets.</summary>
internal static class PrivateData
{
    internal static readonly RoundId Round = new(RunId.Parse("test-run"), 1);

    internal static Dataset Make(int count, int features, int classes, ulong seed = 3)
    {
        var random = new DeterministicRandom(seed);
        var values = new float[count * features];
        var labels = new long[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = random.NextBelow(classes);
            for (var j = 0; j < features; j++) values[i * features + j] = (float)(random.NextGaussian() + (j % classes == labels[i] ? 1 : 0));
        }
        return new Dataset(values, features, labels);
    }

    internal static PoissonSampler Sampler(double rate, byte secret = 1) => new(Enumerable.Repeat(secret, PoissonSampler.SecretBytes).ToArray(), rate);

    internal static PoissonSample Sample(int population, double rate, byte secret = 1)
    {
        using var sampler = Sampler(rate, secret);
        return sampler.Draw(Round, population);
    }

    /// <summary>A sample of one's own choice.</summary>
    internal static PoissonSample Chosen(int population, params int[] indices) => new(indices, population, indices.Length);
}

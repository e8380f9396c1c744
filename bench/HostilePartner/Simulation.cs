using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text;
using Federated.Domain.Models;
using Federated.Domain.Aggregation;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Rounds;
using Federated.Training.Data;
using Federated.Training.Metrics;
using Federated.Training.Privacy;
using Federated.Training.Trainers;

namespace Federated.HostilePartner;

/// <summary>
/// A run of mode record-central in one process, with the product's clipping, grid and noise: the plan samples/plans/fashion-mnist.json with
/// fewer rounds. Five partners share the data by Dirichlet(0.5), and one of them may be hostile.
/// </summary>
internal sealed class Simulation : IDisposable
{
    private const int Partners = 5;
    private const ulong Seed = 1;
    private const double Rate = 1.0 / 15;
    private const double Clip = 1;
    private const double NoiseMultiplier = 1.70;
    private const double LearningRate = 4; // Falls linearly to 0.
    private const double Momentum = 0.9;

    private readonly ModelSpecification _model;
    private readonly Dataset _test;
    private readonly int _rounds;
    private readonly PreparedDataset[] _shares;
    private readonly double _divisor;

    public Simulation(ModelSpecification model, Dataset train, Dataset test, int rounds)
    {
        (_model, _test, _rounds, _divisor) = (model, test, rounds, Rate * train.Count);
        // By size: the last one's radius is the longest.
        _shares = [.. DirichletPartitioner.Split(train.Labels.Span, Partners, 0.5, Seed).OrderBy(share => share.Length).Select(share => new PreparedDataset(train.Take(share)))];
    }

    /// <summary>Examples of every partner, ascending.</summary>
    public IEnumerable<int> Examples => _shares.Select(share => share.Count);

    /// <summary>Trains and measures on the test set.</summary>
    /// <param name="kappa">Of the honest partners' projection, and of the radius that a hostile one uses up.</param>
    /// <param name="hostile">What the hostile partner sends; null when all five are honest.</param>
    /// <param name="who">The hostile partner, from 0.</param>
    public Evaluation Run(double kappa, HostileSum? hostile = null, int who = Partners - 1)
    {
        var parameters = _model.InitialParameters(Seed);
        var velocity = new double[parameters.Length];
        var scale = NoiseScale.ForRecordCentral(parameters.Length, Clip, NoiseMultiplier);
        using var noise = new AesCtrStream(Key("noise"));
        for (var round = 0; round < _rounds; round++)
        {
            var sums = Released(parameters, round, kappa, hostile, who, scale, noise);
            var rate = LearningRate * (1 - ((double)round / _rounds));
            for (var i = 0; i < sums.Length; i++)
            {
                velocity[i] = (Momentum * velocity[i]) + (Math.ScaleB(sums[i], -scale.Format.FractionalBits) / _divisor);
                parameters[i] = (float)(parameters[i] - (rate * velocity[i]));
            }
        }
        return Evaluator.Evaluate(_model, parameters, _test);
    }

    public void Dispose()
    {
        foreach (var share in _shares)
            share.Dispose();
    }

    /// <summary>One round's noised sum, in grid units.</summary>
    private long[] Released(float[] parameters, int round, double kappa, HostileSum? hostile, int who, NoiseScale scale, AesCtrStream noise)
    {
        var total = new ExactAccumulator(parameters.Length, scale.Format);
        var others = new double[parameters.Length];
        for (var partner = 0; partner < Partners; partner++)
        {
            if (partner == who && hostile is not null)
                continue;
            var data = _shares[partner];
            using var sampler = new PoissonSampler(Key($"sample of {partner}"), Rate);
            var sample = sampler.Draw(new RoundId(RunId.Parse("hostile"), round + 1), data.Count);
            var sum = RecordCentralTrainer.Sum(_model, parameters, data, sample, new() { Clipping = new() { Clip = Clip }, ProjectionRadius = Radius(partner, kappa) });
            TensorPrimitives.Add<double>(others, Array.ConvertAll(sum, value => (double)value), others);
            total.Fold(sum, FixedPointFormat.WeightOne);
        }
        if (hostile is not null)
            total.Fold(hostile(others, Radius(who, kappa)), FixedPointFormat.WeightOne);
        var sums = total.ToPartial().Sums.ToArray();
        GaussianNoise.Add(sums, scale, noise);
        return sums;
    }

    /// <summary>kappa q N C.</summary>
    private double Radius(int partner, double kappa) => kappa * Rate * _shares[partner].Count * Clip;

    private static byte[] Key(string use) => SHA256.HashData(Encoding.UTF8.GetBytes($"hostile partner | {use}"));
}

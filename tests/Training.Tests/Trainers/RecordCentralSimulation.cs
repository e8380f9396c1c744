using System.Diagnostics;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Training.Data;
using Federated.Training.Metrics;
using Federated.Training.Randomness;
using Federated.Training.Tests.Privacy;
using Federated.Training.Trainers;

namespace Federated.Training.Tests.Trainers;

/// <summary>
/// A whole run of mode record-central in one process: five partners compute their sums, and a coordinator adds float Gaussian
/// noise, which has the right size and no guarantee: for accuracy only.
/// </summary>
internal sealed record RecordCentralSimulation(ModelSpecification Model, Dataset Train, Dataset Test)
{
    private const int Partners = 5;

    public required double Rate { get; init; }

    public required int Rounds { get; init; }

    public required double Clip { get; init; }

    public required double Kappa { get; init; }

    public required double NoiseMultiplier { get; init; }

    /// <summary>Falls linearly to 0 over the run.</summary>
    public required double LearningRate { get; init; }

    public double Momentum { get; init; } = 0.9;

    public Outcome Run(ulong seed)
    {
        var shares = DirichletPartitioner.Split(Train.Labels.Span, Partners, 0.5, seed);
        var data = Array.ConvertAll(shares, share => new PreparedDataset(Train.Take(share)));
        var samplers = Enumerable.Range(0, Partners).Select(partner => PrivateData.Sampler(Rate, (byte)(Partners * (int)seed + partner))).ToArray();
        var noise = new DeterministicRandom(seed, stream: 0x4E4F_4953);
        var parameters = Model.InitialParameters(seed);
        var velocity = new double[parameters.Length];
        var divisor = Rate * Train.Count;
        var clock = new Stopwatch();
        var processorBefore = Process.GetCurrentProcess().TotalProcessorTime;
        for (var round = 0; round < Rounds; round++)
        {
            var total = new double[parameters.Length];
            clock.Start();
            for (var partner = 0; partner < Partners; partner++)
            {
                var options = new RecordCentralOptions
                {
                    Clipping = new() { Clip = Clip }, ProjectionRadius = Kappa * Rate * data[partner].Count * Clip,
                };
                var sample = samplers[partner].Draw(new RoundId(RunId.Parse("simulation"), round + 1), data[partner].Count);
                var sum = RecordCentralTrainer.Sum(Model, parameters, data[partner], sample, options);
                for (var i = 0; i < sum.Length; i++) total[i] += sum[i];
            }
            clock.Stop();
            var rate = LearningRate * (1 - (double)round / Rounds);
            for (var i = 0; i < total.Length; i++)
            {
                velocity[i] = Momentum * velocity[i] + (total[i] + NoiseMultiplier * Clip * noise.NextGaussian()) / divisor;
                parameters[i] = (float)(parameters[i] - rate * velocity[i]);
            }
        }
        var processor = Process.GetCurrentProcess().TotalProcessorTime - processorBefore;
        foreach (var prepared in data) prepared.Dispose();
        foreach (var sampler in samplers) sampler.Dispose();
        return new Outcome(Evaluator.Evaluate(Model, parameters, Test), clock.Elapsed / Rounds, processor / Rounds);
    }

    /// <param name="Evaluation">On the test set.</param>
    /// <param name="PartnersPerRound">Wall-clock time of all partners, one after the other, in one round.</param>
    /// <param name="ProcessorPerRound">Processor time of the whole process in one round, the noise of the simulation included.</param>
    internal sealed record Outcome(Evaluation Evaluation, TimeSpan PartnersPerRound, TimeSpan ProcessorPerRound)
    {
        public override string ToString() => FormattableString.Invariant(
            $"accuracy {Evaluation.Accuracy:P2}, loss {Evaluation.MeanLoss:F3}; a round of five partners {PartnersPerRound.TotalMilliseconds:F1} ms, processor {ProcessorPerRound.TotalMilliseconds:F1} ms");
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Rounds;
using Federated.Grains.Round;
using Federated.Training.Data;
using Federated.Training.Metrics;
using Federated.Training.Privacy;
using Federated.Training.Tests.Privacy;
using Federated.Training.Trainers;

namespace Federated.Training.Tests.Trainers;

/// <summary>
/// One training in mode record-central, done twice with the same sample bits and the same noise: by five partners through the
/// product's own trainer, accumulators and round computation, and by <see cref="CentralDpSgd"/> on one machine that holds the union.
/// </summary>
/// <remarks>
/// The agreed numbers of examples are <see cref="Agreed"/> times what the partners hold, as an agreement may say, and the step is as
/// many times as long. So no partner's radius binds, which central DP-SGD does not have; that it does not is checked each round.
/// </remarks>
internal sealed class TwoTrainings
{
    private const int Partners = 5;
    private const int Agreed = 3;

    private readonly ModelSpecification _model;
    private readonly Dataset _train;
    private readonly Dataset _test;
    private readonly RunPlan _plan;
    private readonly int[][] _shares;
    private readonly AggregationPlan _aggregation;
    private readonly ulong _seed;

    /// <param name="sample">A private sample plan's file name.</param>
    /// <param name="rounds">Rounds, or null for the plan's.</param>
    /// <param name="train">What the partners share among them.</param>
    /// <param name="test">What both models are measured on.</param>
    /// <param name="seed">Of shares, initial model, samples and noise.</param>
    internal TwoTrainings(string sample, int? rounds, Dataset train, Dataset test, ulong seed)
    {
        (_train, _test, _seed) = (train, test, seed);
        _shares = DirichletPartitioner.Split(train.Labels.Span, Partners, 0.5, seed);
        var template = JsonNode.Parse(File.ReadAllText(Path.Combine(TestFiles.Wdbc, "..", "plans", sample)))!.AsObject();
        template["rounds"] = rounds ?? template["rounds"]!.GetValue<int>();
        template["model"]!["seed"] = seed;
        template["strategy"]!["learningRate"] = Agreed * template["strategy"]!["learningRate"]!.GetValue<double>();
        template["privacy"]!["projection"] = 1;
        template["privacy"]!["partnerExamples"] = new JsonObject(_shares.Select(
            (share, partner) => KeyValuePair.Create(Name(partner), (JsonNode?)JsonValue.Create((long)Agreed * share.Length))));
        _plan = RunPlanFile.Parse(template.ToJsonString());
        _aggregation = AggregationPlan.Of(_plan);
        _model = _plan.Model.ToSpecification();
    }

    /// <summary>Trains both.</summary>
    internal Outcome Run()
    {
        var specification = _plan.Model.ToSpecification();
        var initial = specification.InitialParameters(_plan.Model.Seed);
        var file = ModelFile.Write(specification.Layout, initial);
        byte[]? moments = null;
        var central = new CentralDpSgd(_model, initial);
        var data = Array.ConvertAll(_shares, share => new PreparedDataset(_train.Take(share)));
        var samplers = Enumerable.Range(0, Partners).Select(partner => new PoissonSampler(Secret("samples", partner), _plan.Privacy.SamplingRate!.Value)).ToArray();
        var (worst, sampled) = (0.0, 0);
        for (var number = 1; number <= _plan.Rounds; number++)
        {
            var round = new RoundId(RunId.Parse("two-trainings"), number);
            var samples = Enumerable.Range(0, Partners).Select(partner => samplers[partner].Draw(round, data[partner].Count)).ToArray();
            var sum = SumOfPartners(ModelFile.Read(file, specification.Layout), data, samples);
            var union = samples.SelectMany((sample, partner) => sample.Indices.ToArray().Select(index => _shares[partner][index])).ToArray();
            var sumOfUnion = central.Sum(_train, union, GridSensitivity.ExampleBound(_plan.Privacy.ClipNorm!.Value));
            worst = Math.Max(worst, ExactGradients.Distance(sum.DividedBy(1), sumOfUnion) / _plan.Privacy.ClipNorm!.Value);
            sampled += union.Length;

            var key = RoundComputation.NoiseKey(Secret("noise", number), ContentHash.Of(Encoding.UTF8.GetBytes(round.ToString())));
            (file, moments) = RoundComputation.Compute(_plan, number, RoundTerms.Of(_plan), file, moments, sum, _shares.Length, key);
            var rate = _plan.Strategy.LearningRate * (_plan.Rounds - number + 1) / _plan.Rounds;
            central.Step(sumOfUnion, Noise(key), _aggregation.Divisor!.Value, rate, _plan.Strategy.Momentum);
        }

        foreach (var item in data)
            item.Dispose();
        foreach (var sampler in samplers)
            sampler.Dispose();
        var federated = ModelFile.Read(file, specification.Layout);
        return new(Accuracy(federated), Accuracy(central.Parameters), worst, (double)sampled / _plan.Rounds,
            ExactGradients.Distance(Doubles(federated), Doubles(central.Parameters)) / ExactGradients.Norm(Doubles(central.Parameters)),
            ExactGradients.Distance(Doubles(federated), Doubles(initial)));
    }

    private static string Name(int partner) => FormattableString.Invariant($"hospital-{partner + 1}");

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);

    private double Accuracy(float[] parameters) => Evaluator.Evaluate(_model, parameters, _test).Accuracy;

    private byte[] Secret(string purpose, int number) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{purpose} {_seed} {number}")));

    /// <summary>As nodes, two intakes and the round do it.</summary>
    private PartialSum SumOfPartners(float[] parameters, PreparedDataset[] data, PoissonSample[] samples)
    {
        ExactAccumulator[] intakes = [new(_model.ParameterCount, _aggregation.Format), new(_model.ParameterCount, _aggregation.Format)];
        for (var partner = 0; partner < Partners; partner++)
        {
            var options = new RecordCentralOptions
            {
                Clipping = new() { Clip = _plan.Privacy.ClipNorm!.Value },
                ProjectionRadius = AggregationPlan.LargestNorm(_plan, PartnerName.Parse(Name(partner)))!.Value,
            };
            var update = RecordCentralTrainer.Sum(_model, parameters, data[partner], samples[partner], options);
            Assert.True(Clipping.Norm(update) < 0.999 * options.ProjectionRadius, "The radius binds: this is not central DP-SGD.");
            intakes[partner % 2].Fold(update, FixedPointFormat.WeightOne);
        }

        return PartialSum.Combine([.. intakes.Select(intake => intake.ToPartial())]);
    }

    /// <summary>What the round computation adds under this key, as real numbers.</summary>
    private double[] Noise(byte[] key)
    {
        var units = new long[_model.ParameterCount];
        using var stream = new AesCtrStream(key);
        GaussianNoise.Add(units, _aggregation.Noise!, stream);
        return Array.ConvertAll(units, value => Math.ScaleB(value, -_aggregation.Format.FractionalBits));
    }

    /// <summary>What became of the two.</summary>
    /// <param name="Federated">Test accuracy of the five partners' model.</param>
    /// <param name="Central">Test accuracy of the one machine's.</param>
    /// <param name="WorstSum">The largest distance of two sums of one round, in clip norms.</param>
    /// <param name="Lot">Examples in a round, on average.</param>
    /// <param name="Apart">The distance of the final models, over the length of one.</param>
    /// <param name="Moved">The distance of the final from the initial model.</param>
    internal sealed record Outcome(double Federated, double Central, double WorstSum, double Lot, double Apart, double Moved)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"five partners {100 * Federated:0.00} %, one machine {100 * Central:0.00} %; sums within {WorstSum:0.0e+0} C of each other, models within {Apart:0.0e+0} of their length; {Lot:0.#} examples a round");
    }
}

using System.Security.Cryptography;
using System.Text;
using Federated.Domain.Models;
using Federated.Domain.Aggregation;
using Federated.Domain.Agreements;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Rounds;
using Federated.Training.Data;
using Federated.Training.Privacy;
using Federated.Training.Trainers;

namespace Federated.PrivacyAudit;

/// <summary>
/// A run of mode record-central through the product's own code, from the node's sampler and clipped gradients to the coordinator's
/// noise, and a white-box adversary who sees every noised sum. The sabotage is done here, not in the product.
/// </summary>
/// <param name="name">What is printed.</param>
/// <param name="noiseShare">1, or what a sabotaged build leaves of sigma.</param>
/// <param name="clips">False for a build without the clip.</param>
/// <param name="seed">Of coins, samples and noise: the same seed gives the same result.</param>
internal sealed class AuditedBuild(string name, double noiseShare, bool clips, string seed)
{
    private const double NormOverClip = 10;
    private const double NoClip = 1000; // Over C: far above any canary.

    public string Name => name;

    /// <summary>Guesses which canaries were in the run: the highest scores were, the lowest were not.</summary>
    /// <returns>How many guesses were right.</returns>
    public int RightGuesses(RunPlan plan, int guesses)
    {
        using var coins = Stream("coins");
        var canaries = new Canaries(plan.Model.Inputs, NormOverClip * plan.Privacy.ClipNorm!.Value, coins);
        var scores = new double[plan.Model.Inputs];
        foreach (var released in Run(plan, canaries))
        {
            // The weights come class by class.
            for (var canary = 0; canary < scores.Length; canary++)
                scores[canary] += released[scores.Length + canary] - released[canary];
        }
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(scores, order);
        var right = 0;
        foreach (var canary in order.AsSpan(0, guesses / 2))
            right += canaries.Included[canary] ? 0 : 1;
        foreach (var canary in order.AsSpan(order.Length - (guesses / 2)))
            right += canaries.Included[canary] ? 1 : 0;
        return right;
    }

    /// <summary>The noised sums of all rounds, in grid units.</summary>
    private long[][] Run(RunPlan plan, Canaries canaries)
    {
        var aggregation = AggregationPlan.Of(plan);
        var noise = aggregation.Noise!;
        noise = noise with { SigmaUnits = (long)(noise.SigmaUnits * noiseShare) };
        var model = ModelSpecification.Logistic(plan.Model.Inputs, plan.Model.Outputs);
        var parameters = new float[model.ParameterCount];
        var rounds = Enumerable.Range(0, plan.Rounds).Select(_ => new ExactAccumulator(model.ParameterCount, aggregation.Format)).ToArray();
        var start = 0;
        foreach (var (partner, examples) in plan.Privacy.PartnerExamples!)
        {
            using var data = new PreparedDataset(canaries.Share(start, (int)examples));
            using var sampler = new PoissonSampler(Key($"sample of {partner}"), plan.Privacy.SamplingRate!.Value);
            var options = new RecordCentralOptions
            {
                Clipping = new() { Clip = plan.Privacy.ClipNorm!.Value * (clips ? 1 : NoClip), Microbatch = 64 },
                ProjectionRadius = AggregationPlan.LargestNorm(plan, PartnerName.Parse(partner))!.Value,
            };
            for (var round = 0; round < rounds.Length; round++)
            {
                var sample = sampler.Draw(new RoundId(RunId.Parse("audit"), round + 1), data.Count);
                rounds[round].Fold(RecordCentralTrainer.Sum(model, parameters, data, sample, options), FixedPointFormat.WeightOne);
            }
            start += (int)examples;
        }
        return [.. rounds.Select((sum, round) => Noised(sum, noise, round))];
    }

    private long[] Noised(ExactAccumulator sum, NoiseScale noise, int round)
    {
        var sums = sum.ToPartial().Sums.ToArray();
        using var stream = Stream($"noise of round {round}");
        GaussianNoise.Add(sums, noise, stream);
        return sums;
    }

    private AesCtrStream Stream(string use) => new(Key(use));

    /// <summary>Fixed, so that a result repeats; never so in the product. They differ from build to build.</summary>
    private byte[] Key(string use) => SHA256.HashData(Encoding.UTF8.GetBytes($"audit | {seed} | {name} | {use}"));
}

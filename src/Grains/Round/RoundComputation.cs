using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using Federated.Domain.Aggregation;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Queries;
using Federated.Domain.Strategies;

namespace Federated.Grains.Round;

/// <summary>
/// The deterministic part of a round (DESIGN section 4, step 8): from the sealed sum, the base model and the moments to
/// the next model and moments, or to the answer of a query. Any silo that redoes it gets the same bytes.
/// </summary>
public static class RoundComputation
{
    /// <summary>The next model file and moments.</summary>
    /// <param name="plan">The run's plan.</param>
    /// <param name="round">The round, from 1; schedules depend on it.</param>
    /// <param name="terms">Clip norm and noise multiplier of the round.</param>
    /// <param name="baseModel">The model file that the members trained from.</param>
    /// <param name="moments">The strategy's moments, or null in round 1.</param>
    /// <param name="sum">The exact sum over the sealed members.</param>
    /// <param name="partners">Partners of the run, N: those who may be drawn.</param>
    /// <param name="noiseKey">32 bytes (<see cref="NoiseKey"/>); used only where the coordinator adds noise.</param>
    public static (byte[] Model, byte[] Moments) Compute(
        RunPlan plan, int round, RoundTerms terms, byte[] baseModel, byte[]? moments, PartialSum sum, int partners, ReadOnlySpan<byte> noiseKey)
    {
        using var noise = new AesCtrStream(noiseKey);
        if (plan.Query is not null)
            return (QueryAnswer.Release(plan, sum, noise), ServerState.Empty.ToBytes());

        var aggregation = AggregationPlan.Of(plan, terms);
        var mean = Mean(aggregation, sum, noise);
        var (model, state) = Step(plan, round, baseModel, moments, mean, (aggregation.Divisor ?? sum.Count) / partners);
        var next = aggregation.Clip is { } clip ? AdaptiveClipping.Keep(state, clip.After(clip.Noised(sum.Votes, noise))) : state;
        return (model, next.ToBytes());
    }

    /// <summary>The same where a robust rule takes the place of the mean.</summary>
    /// <param name="plan">The run's plan, with an <c>aggregation</c>.</param>
    /// <param name="round">The round, from 1.</param>
    /// <param name="terms">Clip norm and noise multiplier of the round.</param>
    /// <param name="baseModel">The model file that the members trained from.</param>
    /// <param name="moments">The strategy's moments, or null in round 1.</param>
    /// <param name="updates">The sealed members' updates.</param>
    /// <param name="partners">Partners of the run.</param>
    /// <param name="noiseKey">32 bytes (<see cref="NoiseKey"/>); used only where the coordinator adds noise.</param>
    /// <returns>The next model file and moments, and the members of whose updates nothing is in them.</returns>
    public static (byte[] Model, byte[] Moments, ImmutableArray<PartnerName> Excluded) Compute(
        RunPlan plan, int round, RoundTerms terms, byte[] baseModel, byte[]? moments, IMemberUpdates updates, int partners, ReadOnlySpan<byte> noiseKey)
    {
        using var noise = new AesCtrStream(noiseKey);
        var aggregation = AggregationPlan.Of(plan, terms);
        var robust = aggregation.Noise is null ? plan.Aggregation!.ToSpecification().Create().Aggregate(updates) : NoisedRule.Release(aggregation, updates, noise);
        var (model, state) = Step(plan, round, baseModel, moments, robust.Values, (double)updates.Members.Length / partners);
        return (model, state.ToBytes(), robust.Excluded);
    }

    private static (byte[] Model, ServerState State) Step(RunPlan plan, int round, byte[] baseModel, byte[]? moments, double[] mean, double participation)
    {
        var layouts = RunLayouts.Of(plan);
        var strategy = plan.Strategy.ToSpecification(round, plan.Rounds) with { Participation = participation };
        var step = strategy.Create().Apply(ModelFile.Read(baseModel, layouts.Model), mean, moments is null ? ServerState.Empty : ServerState.FromBytes(moments));
        return (ModelFile.Write(layouts.Published, [.. step.Model, .. step.Published]), step.State);
    }

    /// <summary>
    /// The key of a round's noise: from its secret and the hash of its sealed entry, so that another member set never gets
    /// the same noise, and a redone computation always does.
    /// </summary>
    public static byte[] NoiseKey(ReadOnlySpan<byte> secret, ContentHash sealedEntry)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt: sealedEntry.ToBytes(), info: "federated/round-noise/v1"u8);
        return key;
    }

    /// <summary>What the strategy steps along: the mean with the plan's noise, over the plan's fixed divisor.</summary>
    private static double[] Mean(AggregationPlan aggregation, PartialSum sum, AesCtrStream stream)
    {
        if (aggregation.Noise is not { } noise)
            return sum.Mean();
        var noised = sum.Sums.ToArray();
        GaussianNoise.Add(noised, noise, stream);
        var mean = new PartialSum(sum.FractionalBits, sum.WeightUnits, sum.Count, noised).DividedBy(aggregation.Divisor!.Value);
        if (aggregation.Descends)
            TensorPrimitives.Negate(mean, mean);
        return mean;
    }

    /// <summary>The key of the commitment to the sum, from the round's secret. Once the secret is erased the commitment says nothing.</summary>
    public static byte[] CommitmentKey(ReadOnlySpan<byte> secret)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt: [], info: "federated/partial-commitment/v1"u8);
        return key;
    }
}

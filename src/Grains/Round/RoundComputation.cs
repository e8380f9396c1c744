using System.Collections.Immutable;
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
/// the next model and moments, or to the answer of a query. Any silo that redoes it gets the same bytes. A step is streamed: no more than pieces of
/// the model are in memory.
/// </summary>
public static class RoundComputation
{
    /// <summary>The step of the server over an exact sum.</summary>
    /// <param name="plan">The run's plan.</param>
    /// <param name="round">The round, from 1; schedules depend on it.</param>
    /// <param name="terms">Clip norm and noise multiplier of the round.</param>
    /// <param name="baseModel">The model file that the members trained from.</param>
    /// <param name="moments">The strategy's moments, or null in round 1.</param>
    /// <param name="sum">The exact sum over the sealed members.</param>
    /// <param name="partners">Partners of the run, N: those who may be drawn.</param>
    /// <param name="noise">The stream of <see cref="NoiseKey"/>, at its beginning and for this step alone; used only where the coordinator adds noise.</param>
    public static ServerUpdate Step(
        RunPlan plan, int round, RoundTerms terms, IByteSource baseModel, IByteSource? moments, IExactSum sum, int partners, AesCtrStream noise)
    {
        var aggregation = AggregationPlan.Of(plan, terms);
        var participation = (aggregation.Divisor ?? sum.Count) / partners;
        if (aggregation.Noise is not { } scale)
            return Step(plan, round, baseModel, moments, SumMean.Weighted(sum), participation);

        // What the strategy steps along: the sum with the plan's noise, over the plan's fixed divisor.
        var noised = new NoisedSum(sum, scale, noise);
        return Step(plan, round, baseModel, moments, new SumMean(noised, aggregation.Divisor!.Value, negated: aggregation.Descends), participation,
            aggregation.Clip is { } clip ? (AdaptiveClipping.StoredName, () => clip.After(clip.Noised(sum.Votes, noised.After())).Clip) : null);
    }

    /// <summary>The same where a robust rule takes the place of the mean.</summary>
    /// <param name="plan">The run's plan, with an <c>aggregation</c>.</param>
    /// <param name="round">The round, from 1.</param>
    /// <param name="terms">Clip norm and noise multiplier of the round.</param>
    /// <param name="baseModel">The model file that the members trained from.</param>
    /// <param name="moments">The strategy's moments, or null in round 1.</param>
    /// <param name="updates">The sealed members' updates.</param>
    /// <param name="partners">Partners of the run.</param>
    /// <param name="noise">As for a step along a sum.</param>
    /// <returns>The step, and the members of whose updates nothing is in it.</returns>
    public static (ServerUpdate Step, ImmutableArray<PartnerName> Excluded) Step(
        RunPlan plan, int round, RoundTerms terms, IByteSource baseModel, IByteSource? moments, IMemberUpdates updates, int partners, AesCtrStream noise)
    {
        var aggregation = AggregationPlan.Of(plan, terms);
        var robust = aggregation.Noise is null ? plan.Aggregation!.ToSpecification().Create().Aggregate(updates) : NoisedRule.Release(aggregation, updates, noise);
        return (Step(plan, round, baseModel, moments, new ArrayMean(robust.Values), (double)updates.Members.Length / partners), robust.Excluded);
    }

    /// <summary>The answer of a query, and its moments, which are none.</summary>
    /// <param name="plan">The run's plan, with a query.</param>
    /// <param name="sum">The exact sum over the sealed members.</param>
    /// <param name="noise">As for a step.</param>
    public static (byte[] Model, byte[] Moments) Answer(RunPlan plan, IExactSum sum, AesCtrStream noise) =>
        (QueryAnswer.Release(plan, PartialSum.Of(sum), noise), ServerState.Empty.ToBytes());

    /// <summary>The next model file and moments of a round that is small enough to be in memory as a whole.</summary>
    public static (byte[] Model, byte[] Moments) Compute(
        RunPlan plan, int round, RoundTerms terms, byte[] baseModel, byte[]? moments, PartialSum sum, int partners, ReadOnlySpan<byte> noiseKey)
    {
        using var noise = new AesCtrStream(noiseKey);
        if (plan.Query is not null)
            return Answer(plan, sum, noise);
        using var step = Step(plan, round, terms, new ByteArray(baseModel), moments is null ? null : new ByteArray(moments), sum, partners, noise);
        var (model, next) = (new byte[step.ModelLength], new byte[step.StateLength]);
        step.Write(new ByteArray(model), new ByteArray(next));
        return (model, next);
    }

    private static ServerUpdate Step(
        RunPlan plan, int round, IByteSource baseModel, IByteSource? moments, IMean mean, double participation, (string, Func<double>)? beside = null)
    {
        var layouts = RunLayouts.Of(plan);
        var strategy = plan.Strategy.ToSpecification(round, plan.Rounds) with { Participation = participation };
        return new(strategy.Create(), layouts.Model, layouts.Published, baseModel, moments, mean, beside);
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

    /// <summary>The key of the commitment to the sum, from the round's secret. Once the secret is erased the commitment says nothing.</summary>
    public static byte[] CommitmentKey(ReadOnlySpan<byte> secret)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt: [], info: "federated/partial-commitment/v1"u8);
        return key;
    }
}

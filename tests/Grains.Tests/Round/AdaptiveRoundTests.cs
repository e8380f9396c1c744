using System.Security.Cryptography;
using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Strategies;
using Federated.Grains.Round;

namespace Federated.Grains.Tests.Round;

public sealed class AdaptiveRoundTests
{
    private const int Members = 100;

    private static readonly RunPlan Plan = TinyPlan.Of(Members, rounds: 200) with
    {
        Strategy = new() { Kind = "server-sgd", LearningRate = 0.5, Momentum = 0.9 },
        Privacy = new() { Mode = PrivacyPlan.PartnerCentral, Delta = 1e-5, ClipNorm = 0.1, NoiseMultiplier = 1, AdaptiveClip = new() },
    };

    [Fact]
    public void Rounds_OfKnownNorms_BringTheClipNormToTheirMedian()
    {
        // Norms spread evenly over (0, 2]; sigma_b is the paper's m / 20 = 5. A step moves C by 2 % at most when the count is right.
        var (model, moments) = (Initial(), (byte[]?)null);
        for (var round = 1; round <= 120; round++)
        {
            var terms = Terms(moments);
            var votes = Enumerable.Range(1, Members).Sum(i => i / 50.0 <= terms.ClipNorm ? 1 : -1);
            (model, moments) = RoundComputation.Compute(Plan, round, terms, model, moments, Sum(terms, votes), Members, RandomNumberGenerator.GetBytes(32));
        }

        Assert.InRange(Terms(moments).ClipNorm!.Value, 0.75, 1.33);
        // The optimiser's own moment lives beside the clip norm.
        Assert.Equal(Plan.Model.ToSpecification().Layout.ParameterCount, ServerState.FromBytes(moments).Moments["velocity"].Length);
    }

    [Fact]
    public void Compute_RedoneAfterACrash_GivesTheSameModelAndClipNorm()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var terms = Terms(null);
        var first = RoundComputation.Compute(Plan, 1, terms, Initial(), null, Sum(terms, 20), Members, key);
        var second = RoundComputation.Compute(Plan, 1, terms, Initial(), null, Sum(terms, 20), Members, key);
        var other = RoundComputation.Compute(Plan, 1, terms, Initial(), null, Sum(terms, -20), Members, key);

        Assert.Equal(first.Model, second.Model);
        Assert.Equal(first.Moments, second.Moments);
        // The same noise, another count: the clip norm differs, the model does not.
        Assert.Equal(first.Model, other.Model);
        Assert.True(Terms(first.Moments).ClipNorm < Terms(other.Moments).ClipNorm);
    }

    private static byte[] Initial() => ModelFile.Write(Plan.Model.ToSpecification().Layout, Plan.Model.ToSpecification().InitialParameters(1));

    private static RoundTerms Terms(byte[]? moments) => AdaptiveClipping.Terms(Plan, moments is null ? null : new ServerStateReader(new ByteArray(moments)));

    private static PartialSum Sum(RoundTerms terms, int votes) => new(
        AggregationPlan.Of(Plan, terms).Format.FractionalBits, Members * FixedPointFormat.WeightOne, Members,
        new long[Plan.Model.ToSpecification().Layout.ParameterCount], votes);
}

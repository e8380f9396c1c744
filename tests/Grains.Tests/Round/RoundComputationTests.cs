using System.Collections.Immutable;
using System.Security.Cryptography;
using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Grains.Round;

namespace Federated.Grains.Tests.Round;

public sealed class RoundComputationTests
{
    private const int Members = 5;

    /// <summary>
    /// Two rounds each, with what the first left behind. The hashes are those of the computation that held whole arrays, before it was
    /// streamed: a redone round of an older version gets the same bytes.
    /// </summary>
    [Theory]
    [InlineData("none fedavg", "edec292aa1be7c51", "aa823fd77e3cdafc")]
    [InlineData("none server-sgd", "67d8d88b7a71cdcc", "7a7c657740515fb0")]
    [InlineData("none server-adagrad", "a63416fcab551466", "39b4d20af773acbb")]
    [InlineData("none server-adam", "2d052bb9f7cfec9f", "fea55b550ed7d69a")]
    [InlineData("none server-yogi", "1e437cd0b9e1121f", "c828ebeb310bfa20")]
    [InlineData("none fednova", "f340ba85b9486b25", "aa823fd77e3cdafc")]
    [InlineData("none scaffold", "dc13f97c9a326b75", "b99f0d761abb2a67")]
    [InlineData("none q-fedavg", "8da5a3ba9a140a4b", "aa823fd77e3cdafc")]
    [InlineData("record-central server-sgd", "848345e659aaa7e7", "0b2af57afcb6f3bd")]
    [InlineData("record-central server-adam", "72429400e9bec3e7", "4db8fcf78d63cea8")]
    [InlineData("partner-central fedavg", "6a7a45319c6c8485", "aa823fd77e3cdafc")]
    [InlineData("partner-central fednova", "302623e921ac93c9", "aa823fd77e3cdafc")]
    [InlineData("partner-central scaffold", "4486e0ae5aa9efc5", "7f253bcd73eb639f")]
    [InlineData("adaptive server-yogi", "ca6c23d6b3dfb2e1", "5b21ea1a613fcefb")]
    [InlineData("adaptive scaffold", "452c44b01111dc10", "4df8a53c64f1b33a")]
    public void Compute_OfKnownSums_GivesTheBytesOfWholeArrays(string what, string expectedModel, string expectedMoments)
    {
        var plan = Plan(what.Split(' ')[0], what.Split(' ')[1]);
        var layouts = RunLayouts.Of(plan);
        var model = ModelFile.Write(layouts.Published, Values(layouts.Published.ParameterCount));
        byte[]? moments = null;
        for (var round = 1; round <= 2; round++)
            (model, moments) = RoundComputation.Compute(plan, round, RoundTerms.Of(plan), model, moments, Sum(plan, round), Members, Key(what));

        Assert.Equal((expectedModel, expectedMoments), (Short(model), Short(moments!)));
    }

    private static RunPlan Plan(string mode, string kind) => TinyPlan.Of(Members, rounds: 10) with
    {
        Model = new() { Kind = "logistic", Inputs = 7_000, Outputs = 10 },
        Strategy = new() { Kind = kind, LearningRate = kind is "fedavg" or "q-fedavg" ? 1 : 0.5, Momentum = kind == "server-sgd" ? 0.9 : 0, Q = kind == "q-fedavg" ? 1 : null },
        Privacy = mode switch
        {
            "record-central" => new()
            {
                Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 1.5, SamplingRate = 0.1, Projection = 0.5,
                PartnerExamples = Enumerable.Range(0, Members).ToImmutableSortedDictionary(i => $"partner{i}", _ => 1000L),
            },
            "partner-central" => new() { Mode = PrivacyPlan.PartnerCentral, Delta = 1e-5, ClipNorm = 0.1, NoiseMultiplier = 1 },
            "adaptive" => new() { Mode = PrivacyPlan.PartnerCentral, Delta = 1e-5, ClipNorm = 0.1, NoiseMultiplier = 1, AdaptiveClip = new() { CountDeviation = 5 } },
            _ => new() { Mode = PrivacyPlan.None },
        },
    };

    private static PartialSum Sum(RunPlan plan, int round)
    {
        var random = new SeededRandom(SeededRandom.Derive(7, $"sum {round}"));
        var sums = new long[plan.UploadLayout.ParameterCount];
        foreach (ref var sum in sums.AsSpan())
            sum = (long)(random.NextUInt64() >> 34) - (1L << 29);
        sums[^1] = Math.Abs(sums[^1]) + 1;
        return new(AggregationPlan.Of(plan).Format.FractionalBits, Members * FixedPointFormat.WeightOne, Members, sums, plan.Privacy.AdaptiveClip is null ? 0 : 3);
    }

    private static float[] Values(int count)
    {
        var random = new SeededRandom(11);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble())];
    }

    private static byte[] Key(string text) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Short(byte[] bytes) => ContentHash.Of(bytes).ToString()[..16];
}

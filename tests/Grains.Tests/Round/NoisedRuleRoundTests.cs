using System.Collections.Immutable;
using System.Text;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;
using Federated.Grains.Round;

namespace Federated.Grains.Tests.Round;

/// <summary>Rounds of mode record-central in which the median of the partners' sums takes the place of their sum.</summary>
public sealed class NoisedRuleRoundTests(TestSilo silo) : IClassFixture<TestSilo>
{
    private const int Partners = 5;
    private const int Hostile = 2;
    private const double Rate = 100;
    private static readonly float[] Levels = [300, 301, 0, 302, 303];

    [Fact]
    public async Task Round_WithAHostilePartner_StepsAlongTheHonestMiddleWithNoiseAndNamesNoUpdate()
    {
        var (round, names) = await Launched("hostile");
        var plan = Plan("hostile");
        var intake = new KeepingIntake(silo, "intake-noised");
        // The model is durable and its commit is not: the round is computed again, from the same key.
        silo.Faults.FailOnce(FaultPoint.Computed, round);
        foreach (var name in names)
            Assert.True((await intake.Send(round, name, Values(name))).Fold);

        var ended = await TestSilo.Eventually(() => silo.Run("hostile").Status(), s => s.Outcome != "running");

        Assert.Equal("completed", ended.Outcome);
        Assert.True(silo.Faults.Failed("hostile"));
        var aggregation = AggregationPlan.Of(plan);
        // Noise of the median of 5: 5 sigma. Eight coordinates beyond 7 of these: below 3e-11.
        var room = 7 * Partners * aggregation.Noise!.Sigma;
        var sums = Sums(ModelFile.Read(await silo.Blob(ended.Model), plan.Model.ToSpecification().Layout));
        Assert.All(sums, sum => Assert.InRange(sum, (Partners * 300) - room, (Partners * 303) + room));
        Assert.All(sums, sum => Assert.NotEqual(Math.Round(sum, 3), Partners * 302));

        var entries = await silo.Entries("hostile");
        Assert.Equal(aggregation.Mechanism, entries.OfType<RoundSealed>().Single().Mechanism);
        var ledger = string.Concat(entries.Select(entry => Encoding.UTF8.GetString(LedgerCodec.Encode(entry))));
        foreach (var name in names)
        {
            Assert.DoesNotContain(intake.Kept[name].ToString(), ledger, StringComparison.Ordinal);
            Assert.DoesNotContain(ContentHash.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(Values(name))).ToString(), ledger, StringComparison.Ordinal);
        }

        await TestSilo.Eventually(() => Task.FromResult(intake.Released), released => released > 0);
    }

    [Fact]
    public void Compute_Redone_GivesTheSameModelAndWithAnotherSealAnother()
    {
        var plan = Plan("redo");
        var updates = new MemberUpdates(Enumerable.Range(0, Partners).ToDictionary(i => PartnerName.Parse($"redo-{i}"), i => (ReadOnlyMemory<float>)Values($"redo-{i}")));
        var initial = ModelFile.Write(plan.Model.ToSpecification().Layout, plan.Model.ToSpecification().InitialParameters(1));

        Assert.Equal(Model("seal"), Model("seal"));
        Assert.NotEqual(Model("seal"), Model("another"));

        byte[] Model(string seal)
        {
            using var noise = new AesCtrStream(RoundComputation.NoiseKey(new byte[32], ContentHash.Of(Encoding.UTF8.GetBytes(seal))));
            using var step = RoundComputation.Step(plan, 1, RoundTerms.Of(plan), new ByteArray(initial), null, updates, Partners, noise).Step;
            var model = new byte[step.ModelLength];
            step.Write(new ByteArray(model), new ByteArray(new byte[step.StateLength]));
            return model;
        }
    }

    private static RunPlan Plan(string run) => TinyPlan.Of(cohort: Partners) with
    {
        Strategy = new() { Kind = "server-sgd", LearningRate = Rate },
        Training = new() { LocalEpochs = 1 },
        Aggregation = new() { Rule = RobustSpecification.Median },
        CoordinateBound = 1e6,
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 1, SamplingRate = 1, Projection = 0.008,
            PartnerExamples = Enumerable.Range(0, Partners).ToImmutableSortedDictionary(i => $"{run}-{i}", _ => 500_000L),
        },
    };

    private static float[] Values(string partner)
    {
        var member = partner[^1] - '0';
        // At the radius kappa q N C = 4,000, as far as a hostile partner gets.
        return [.. Enumerable.Range(0, 8).Select(i => member == Hostile ? -1400f : Levels[member] + (i / 16f))];
    }

    /// <summary>What the step says the partners' sum was: model = initial - rate x sum / lot.</summary>
    private static double[] Sums(float[] model)
    {
        var plan = Plan("hostile");
        var lot = AggregationPlan.Of(plan).Divisor!.Value;
        return [.. plan.Model.ToSpecification().InitialParameters(plan.Model.Seed).Zip(model, (before, after) => ((double)before - after) / Rate * lot)];
    }

    private async Task<(RoundId Round, string[] Partners)> Launched(string run)
    {
        await silo.Enrol([.. Enumerable.Range(0, Partners).Select(i => $"{run}-{i}")]);
        Assert.Null((await silo.Launch(Plan(run), run)).Failure);
        var members = (await TestSilo.Eventually(() => silo.Round(run, 1).Status(), s => s.Exists)).Members;
        return (new(RunId.Parse(run), 1), [.. members.Select(m => m.Partner)]);
    }
}

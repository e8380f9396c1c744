using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Strategies;

namespace Federated.Grains.Tests.Run;

/// <summary>A clip norm that adapts in a run whose noise is tuned: what is charged, what is sealed and what is used are one.</summary>
public sealed class AdaptiveClipRunTests(TestSilo silo) : IClassFixture<TestSilo>
{
    private const int Rounds = 4;

    private static readonly RunPlan Plan = TinyPlan.Of(cohort: 1, rounds: Rounds) with
    {
        Privacy = new()
        {
            Mode = PrivacyPlan.PartnerCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 1, AcceptUseless = true,
            Filter = new() { Epsilon = 100 }, AdaptiveClip = new() { CountDeviation = 2 },
        },
    };

    [Fact]
    public async Task Run_TunedMidway_ChargesTheReservedNoiseAndSealsTheClipNormThatTheLastRoundLeft()
    {
        await silo.Enrol("nora");
        Assert.Null((await silo.Launch(Plan, "quantile")).Failure);
        var intake = new FakeIntake(silo, "intake-quantile");
        for (var round = 1; round <= Rounds; round++)
        {
            await TestSilo.Eventually(() => silo.Round("quantile", round).Status(), s => s.Exists);
            if (round == 2)
                Assert.Equal(3, (await silo.Run("quantile").Tune(3)).FromRound);
            Assert.True((await intake.Send("quantile", round, "nora", 0.01f, Plan)).Fold);
            await TestSilo.Eventually(() => silo.Run("quantile").Status(), s => s.CommittedRounds >= round);
        }

        var entries = await silo.Entries("quantile");
        long[] noise = [1_000_000, 1_000_000, 3_000_000, 3_000_000];
        Assert.Equal(noise, entries.OfType<RoundReserved>().Select(reserved => reserved.MicroNoiseMultiplier));
        var clip = 1.0;
        foreach (var (seal, committed) in entries.OfType<RoundSealed>().Zip(entries.OfType<RoundCommitted>()))
        {
            var terms = new RoundTerms(clip, RoundTerms.Multiplier(noise[seal.Round - 1]));
            Assert.Equal(AggregationPlan.Of(Plan, terms).Mechanism, seal.Mechanism);
            Assert.Equal(clip, AdaptiveClipping.Stated(Plan, seal.Mechanism)!.ClipNorm);
            var next = AdaptiveClipping.Terms(Plan, new ServerStateReader(new ByteArray(await silo.Blob(committed.ServerState.ToString())))).ClipNorm!.Value;
            Assert.NotEqual(clip, next);
            clip = next;
        }

        var fold = new BudgetFold();
        foreach (var entry in entries)
            fold.Apply(entry);
        var charge = Assert.Single(fold.Charges(PartnerName.Parse("nora"), PrivacyUnit.Partner));
        Assert.Equal([(1.0, 2), (3.0, 2)], charge.Used!.Value.Select(used => (((GaussianEvent)used.Event).NoiseMultiplier, used.Count)).Order());
    }
}

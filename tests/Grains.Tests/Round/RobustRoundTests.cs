using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Grains.Round;

namespace Federated.Grains.Tests.Round;

/// <summary>Rounds in which a robust rule takes the place of the mean.</summary>
public sealed class RobustRoundTests(TestSilo silo) : IClassFixture<TestSilo>
{
    private static readonly float[] Levels = [1, 2, 100, 3, -100];

    [Theory]
    [InlineData(RobustSpecification.Median)]
    [InlineData(RobustSpecification.KrumRule)]
    public async Task Round_WithOutliers_StepsAlongTheRule(string rule)
    {
        var (round, partners) = await Launched("outliers-" + rule, Plan(rule));
        var intake = new KeepingIntake(silo, "intake-outliers-" + rule);
        for (var i = 0; i < partners.Length; i++)
            Assert.True((await intake.Send(round, partners[i], Values(i))).Fold);

        var ended = await Ended(round.Run);

        Assert.Equal("completed", ended.Outcome);
        Assert.Equal(Expected(Plan(rule), partners), await Model(ended.Model));
        var seal = (await silo.Entries(round.Run.ToString())).OfType<RoundSealed>().Single();
        Assert.Equal(partners.Order(StringComparer.Ordinal), seal.Members.Select(m => m.Partner.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Round_OtherUpdatesThanSealed_AsksTheSealedMembersAgain()
    {
        var (round, partners) = await Launched("exchanged", Plan());
        var intake = new KeepingIntake(silo, "intake-exchanged");
        silo.Faults.FailOnce(Ports.FaultPoint.Reserved, round);
        for (var i = 0; i < partners.Length - 1; i++)
            await intake.Send(round, partners[i], Values(i));
        var other = await silo.Blobs.Put((byte[])[.. KeptUpdate.Header(round, PartnerName.Parse(partners[0])), .. new byte[sizeof(float) * Values(0).Length]]);
        intake.Instead[partners[0]] = other;
        await intake.Send(round, partners[^1], Values(partners.Length - 1));

        await Resend(intake, round, partners);
        var ended = await Ended(round.Run);

        Assert.Equal("completed", ended.Outcome);
        Assert.Equal(Expected(Plan(), partners), await Model(ended.Model));
        Assert.Single((await silo.Entries("exchanged")).OfType<RoundSealed>());
    }

    [Fact]
    public async Task Round_BlobIsGoneAfterTheSeal_AsksTheSealedMembersAgain()
    {
        var (round, partners) = await Launched("gone", Plan());
        var intake = new KeepingIntake(silo, "intake-gone");
        for (var i = 0; i < partners.Length - 1; i++)
            await intake.Send(round, partners[i], Values(i));
        await silo.Blobs.Forget(intake.Kept[partners[1]]);
        await intake.Send(round, partners[^1], Values(partners.Length - 1));

        await Resend(intake, round, partners);
        var ended = await Ended(round.Run);

        Assert.Equal("completed", ended.Outcome);
        Assert.Equal(Expected(Plan(), partners), await Model(ended.Model));
        Assert.Single((await silo.Entries("gone")).OfType<RoundSealed>());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(400_000)] // More than the store keeps in memory: read from the files.
    public async Task StoredUpdates_InBlocks_GiveTheBitsOfMemory(int dimension)
    {
        var round = new RoundId(RunId.Parse("stored"), dimension);
        var random = new SeededRandom(7);
        var updates = Enumerable.Range(0, 5).ToDictionary(i => PartnerName.Parse($"p{i}"), _ => Enumerable.Range(0, dimension).Select(_ => (float)random.NextDouble()).ToArray());
        var members = new List<KeptMember>();
        foreach (var (partner, values) in updates)
            members.Add(new(partner, await silo.Blobs.Put((byte[])[.. KeptUpdate.Header(round, partner), .. System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values)])));
        var kept = new KeptMembers(members);
        var expected = new CoordinateMedian().Aggregate(new MemberUpdates(updates.ToDictionary(u => u.Key, u => (ReadOnlyMemory<float>)u.Value)));

        using (var blocks = await StoredUpdates.Open(silo.Blobs, round, kept, dimension, largestInMemory: 0))
            Assert.Equal(expected.Values, new CoordinateMedian().Aggregate(blocks).Values);
        using (var whole = await StoredUpdates.Open(silo.Blobs, round, kept, dimension))
            Assert.Equal(expected.Values, new CoordinateMedian().Aggregate(whole).Values);

        foreach (var limit in new[] { 0, StoredUpdates.LargestInMemory })
        {
            var refusal = await Assert.ThrowsAsync<FederatedException>(() => StoredUpdates.Open(silo.Blobs, round, kept, dimension + 1, limit));
            Assert.Equal(ErrorCodes.RoundFailed, refusal.Code);
        }
    }

    private static RunPlan Plan(string rule = RobustSpecification.Median) => TinyPlan.Of(cohort: Levels.Length) with
    {
        Aggregation = new() { Rule = rule, Byzantine = rule == RobustSpecification.KrumRule ? 1 : null },
    };

    /// <summary>One member's update: a level, and a little that differs from coordinate to coordinate.</summary>
    private static float[] Values(int member) =>
        [.. Enumerable.Range(0, Plan().UploadLayout.ParameterCount).Select(i => Levels[(member + i) % 2 == 0 ? member : (member + 1) % Levels.Length] + (i / 16f))];

    private static float[] Expected(RunPlan plan, string[] partners)
    {
        var robust = plan.Aggregation!.ToSpecification().Create().Aggregate(
            new MemberUpdates(partners.Select((name, i) => (name, i)).ToDictionary(p => PartnerName.Parse(p.name), p => (ReadOnlyMemory<float>)Values(p.i))));
        return [.. plan.Model.ToSpecification().InitialParameters(plan.Model.Seed).Zip(robust.Values, (p, step) => (float)(p + step))];
    }

    private async Task<float[]> Model(string hash) => ModelFile.Read(await silo.Blob(hash), Plan().Model.ToSpecification().Layout);

    /// <summary>Every sealed member is asked for the identical bytes, and sends them.</summary>
    private async Task Resend(KeepingIntake intake, RoundId round, string[] partners)
    {
        for (var i = 0; i < partners.Length; i++)
        {
            var again = await TestSilo.Eventually(() => silo.Round(round.Run.ToString(), round.Number).AssignmentFor(partners[i]), a => a is not null);
            Assert.True(again!.Resend);
        }

        await TestSilo.Eventually(() => Task.FromResult(intake.Released), released => released > 0);
        for (var i = 0; i < partners.Length; i++)
            Assert.True((await intake.Send(round, partners[i], Values(i))).Fold);
    }

    private async Task<(RoundId Round, string[] Partners)> Launched(string run, RunPlan plan)
    {
        await silo.Enrol([.. Enumerable.Range(0, Levels.Length).Select(i => $"{run}-{i}")]);
        Assert.Null((await silo.Launch(plan, run)).Failure);
        var members = (await TestSilo.Eventually(() => silo.Round(run, 1).Status(), s => s.Exists)).Members;
        return (new(RunId.Parse(run), 1), [.. members.Select(m => m.Partner)]);
    }

    private Task<Abstractions.Run.RunStatusMessage> Ended(RunId run) => TestSilo.Eventually(() => silo.Run(run.ToString()).Status(), s => s.Outcome != "running");
}

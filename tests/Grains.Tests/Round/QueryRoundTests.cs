using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Queries;

namespace Federated.Grains.Tests.Round;

public sealed class QueryRoundTests(TestSilo silo) : IClassFixture<TestSilo>
{
    private static readonly string[] Partners = ["ann", "bob"];

    private static readonly RunPlan Plan = new()
    {
        Name = "query",
        Query = new()
        {
            Statistics = [new() { Kind = StatisticPlan.Count }, new() { Kind = StatisticPlan.Histogram, Column = "sex", Values = ["f", "m"] }],
        },
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, NoiseMultiplier = 3,
            PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add("ann", 1000).Add("bob", 1000),
        },
        Cohort = new() { Size = 2, Quorum = 2 },
        Rounds = 1,
    };

    [Fact]
    public async Task Query_Answered_IsNoisedOnceAndChargedWhole()
    {
        await Enrolled();
        Assert.Null((await silo.Launch(Plan, "asked")).Failure);
        await Answer("asked", Plan);

        var ended = await Ended("asked");

        Assert.Equal("completed", ended.Outcome);
        var answer = QueryAnswer.Read(Plan, await silo.Blob(ended.Model));
        Assert.Equal(2, answer.Partners);
        // Six standard errors: fails by chance once in 1e8.
        Assert.All(answer.Figures.Zip([60.0, 20.0, 40.0]), pair => Assert.InRange(Math.Abs(pair.First.Value - pair.Second), 1e-9, 6 * pair.First.Deviation));
        var entries = await silo.Entries("asked");
        var (launched, seal) = (entries.OfType<RunLaunched>().Single(), entries.OfType<RoundSealed>().Single());
        Assert.Equal(PrivacySchedule.MicroEpsilon(Plan, 1), launched.ReservedMicroEpsilon);
        Assert.Equal(launched.ReservedMicroEpsilon, seal.SpendMicroEpsilon);
        Assert.Equal(AggregationPlan.Of(Plan).Mechanism, seal.Mechanism);
    }

    [Fact]
    public async Task Query_InModeNone_IsExactAndRecordedAsSuch()
    {
        await Enrolled();
        var plan = Plan with { Privacy = new() { Mode = PrivacyPlan.None } };
        Assert.Null((await silo.Launch(plan, "openly-asked")).Failure);
        await Answer("openly-asked", plan);

        var ended = await Ended("openly-asked");

        Assert.Equal([60.0, 20.0, 40.0], QueryAnswer.Read(plan, await silo.Blob(ended.Model)).Figures.Select(figure => figure.Value));
        var entries = await silo.Entries("openly-asked");
        Assert.Equal("none", entries.OfType<RunLaunched>().Single().Mode);
        Assert.Equal("none", entries.OfType<RoundSealed>().Single().Mechanism);
    }

    [Fact]
    public async Task Query_BeyondAnAgreedBudget_IsRefusedAtTheLaunch()
    {
        await silo.Enrol("thrifty");
        Assert.Null((await silo.Ledger.Append([LedgerCodec.Encode(
            new BudgetAgreed(DateTimeOffset.UnixEpoch, PartnerName.Parse("thrifty"), BudgetAgreed.Record, 100_000, 10_000_000))])).Failure);
        var plan = Plan with
        {
            Privacy = Plan.Privacy with { PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add("thrifty", 1000) },
            Cohort = new() { Size = 1, Quorum = 1 },
        };

        var reply = await silo.Launch(plan, "too-dear");

        Assert.Equal(ErrorCodes.BudgetExceeded.Number, reply.Failure!.Code);
        Assert.Empty(await silo.Entries("too-dear"));
    }

    private async Task Enrolled()
    {
        foreach (var partner in Partners)
        {
            if ((await silo.Partner(partner).Status()).EnrolledAt is null)
                await silo.Enrol(partner);
        }
    }

    private async Task Answer(string run, RunPlan plan)
    {
        var members = (await TestSilo.Eventually(() => silo.Round(run, 1).Status(), status => status.Exists)).Members;
        var intake = new FakeIntake(silo, "intake-" + run);
        for (var i = 0; i < members.Length; i++)
        {
            var tally = new QueryTally(plan);
            for (var record = 0; record < 30; record++)
                tally.Add([null, record < 10 ? "f" : "m"]);
            Assert.True((await intake.Send(run, 1, members[i].Partner, i, plan, tally.Upload(PartnerName.Parse(members[i].Partner)))).Fold);
        }
    }

    private Task<Abstractions.Run.RunStatusMessage> Ended(string run) => TestSilo.Eventually(() => silo.Run(run).Status(), status => status.Outcome != "running");
}

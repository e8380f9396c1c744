using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Protocol.Runs;

namespace Federated.Simulation.Tests;

public sealed class SimulatedFederationTests
{
    [Fact]
    public async Task Run_SamePlanAndData_GivesTheSameModelsWhateverTheWorkers()
    {
        var (plan, data) = (Simulated.Plan(cohort: 5, rounds: 4), Simulated.Data(12));
        var one = await Simulated.Run(plan, data, workers: 1);
        var again = await Simulated.Run(plan, data, workers: 1);
        var three = await Simulated.Run(plan, data, workers: 3);
        Assert.Equal(RunOutcome.Completed, one.View.Outcome);
        Assert.Equal(5, one.Models.Select(model => model.Model).Distinct().Count());
        Assert.Equal(one.Models.Select(model => model.Model), again.Models.Select(model => model.Model));
        Assert.Equal(one.Models.Select(model => model.Model), three.Models.Select(model => model.Model));
    }

    [Fact]
    public async Task Run_AnotherTrainingSeed_GivesOtherModels()
    {
        var (plan, data) = (Simulated.Plan(cohort: 3, rounds: 1), Simulated.Data(3));
        var one = await Simulated.Run(plan, data, workers: 2);
        var other = await Simulated.Run(plan with { Training = plan.Training with { Seed = 2 } }, data, workers: 2);
        Assert.Equal(one.Models[0].Model, other.Models[0].Model);
        Assert.NotEqual(one.Models[1].Model, other.Models[1].Model);
    }

    [Fact]
    public async Task Run_CohortOfMany_TrainsTheCohortAlone()
    {
        var (view, models, partnerRounds) = await Simulated.Run(Simulated.Plan(cohort: 20, rounds: 3), Simulated.Data(200, examplesEach: 4), workers: 2);
        Assert.Equal((RunOutcome.Completed, 3), (view.Outcome, view.CommittedRounds));
        Assert.Equal(4, models.Length);
        Assert.Equal(60, partnerRounds);
    }

    [Fact]
    public async Task Ledger_OfASimulation_VerifiesAndNamesEveryPartnerAndRound()
    {
        await using var federation = await SimulatedFederation.StartAsync(
            new() { Plan = Simulated.Plan(cohort: 4, rounds: 2), Data = Simulated.Data(6), Workers = 2 }, TimeProvider.System, CancellationToken.None);
        var launched = await federation.LaunchAsync();
        await federation.EndAsync(launched.Run, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(3));
        using var export = new MemoryStream();
        await federation.ExportAsync(export, CancellationToken.None);
        export.Position = 0;
        using var reader = new StreamReader(export);
        var verdict = LedgerVerifier.Verify(reader, federation.Keys);
        Assert.True(verdict.Valid, verdict.ToString());
        // The federation, six partners, the launch, two seals, two commits, the end.
        Assert.Equal(13, verdict.Entries);
    }

    [Fact]
    public async Task Dispose_WhileARoundIsUnderWay_EndsAtOnceAndDeletesTheDirectory()
    {
        var federation = await SimulatedFederation.StartAsync(
            new() { Plan = Simulated.Plan(cohort: 40, rounds: 1000), Data = Simulated.Data(40), Workers = 1 }, TimeProvider.System, CancellationToken.None);
        var launched = await federation.LaunchAsync();
        Assert.True(Directory.Exists(federation.DataDirectory));
        await federation.StopAsync(launched.Run);
        Assert.Equal(RunOutcome.Stopped, (await federation.RunAsync(launched.Run)).Outcome);
        await federation.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(Directory.Exists(federation.DataDirectory));
    }

    [Fact]
    public async Task Run_DataThatDoNotFit_IsDeclinedByEveryNodeAndFails()
    {
        var plan = Simulated.Plan(cohort: 3, rounds: 1);
        plan = plan with { Model = plan.Model with { Inputs = Simulated.Features + 1 } };
        await using var federation = await SimulatedFederation.StartAsync(new() { Plan = plan, Data = Simulated.Data(3), Workers = 2 }, TimeProvider.System, CancellationToken.None);
        var launched = await federation.LaunchAsync();
        var view = await federation.EndAsync(launched.Run, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(3));
        Assert.Equal((RunOutcome.Failed, 0), (view.Outcome, view.CommittedRounds));
        Assert.Equal(3, federation.Remarks.First.Count(remark => remark.Contains("FED-1502", StringComparison.Ordinal)));
    }

    [Fact]
    public void Options_MoreCohortThanPartners_IsRefused()
    {
        var refusal = Assert.Throws<FederatedException>(() => new SimulationOptions { Plan = Simulated.Plan(cohort: 4, rounds: 1), Data = Simulated.Data(3) }.Check());
        Assert.Equal(ErrorCodes.PlanDoesNotFit, refusal.Code);
    }

    [Fact]
    public void Options_NoWorkers_IsRefused() => Assert.Equal(ErrorCodes.UsageInvalid, Assert.Throws<FederatedException>(
        () => new SimulationOptions { Plan = Simulated.Plan(cohort: 1, rounds: 1), Data = Simulated.Data(1), Workers = 0 }.Check()).Code);

    [Fact]
    public void Data_EmptyShare_IsRefused() => Assert.Equal(ErrorCodes.DataMismatch, Assert.Throws<FederatedException>(
        () => new SharedData(new([1f, 2f], 1, [0, 1]), [[0, 1], []])).Code);

    [Theory]
    [InlineData(3, "virtual-0001", "virtual-0003")]
    [InlineData(10_000, "virtual-00001", "virtual-10000")]
    public void Names_OfPartners_AreOfOneLength(int count, string first, string last)
    {
        var names = SharedData.Names(count);
        Assert.Equal((first, last), (names[0].ToString(), names[^1].ToString()));
        Assert.Equal(names.Select(name => name.ToString()).Order(StringComparer.Ordinal), names.Select(name => name.ToString()));
    }
}

using System.Collections.Immutable;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Demo;
using Federated.ConsoleApp.Samples;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;

namespace Federated.ConsoleApp.Tests;

public sealed class DemoSeedsTests : IDisposable
{
    private readonly Fed _fed = new();

    public void Dispose() => _fed.Dispose();

    [Theory]
    [InlineData("1,2,3", new ulong[] { 1, 2, 3 })]
    [InlineData("1-3", new ulong[] { 1, 2, 3 })]
    [InlineData("7, 1-2", new ulong[] { 7, 1, 2 })]
    [InlineData("0,9007199254740991", new ulong[] { 0, (1UL << 53) - 1 })]
    [InlineData("0,9007199254740992", new ulong[0])]
    [InlineData("3", new ulong[0])]
    [InlineData("", new ulong[0])]
    [InlineData("1,", new ulong[0])]
    [InlineData("1,1", new ulong[0])]
    [InlineData("1-3,2", new ulong[0])]
    [InlineData("3-1", new ulong[0])]
    [InlineData("1-2-3", new ulong[0])]
    [InlineData("-1,2", new ulong[0])]
    [InlineData("1-51", new ulong[0])]
    [InlineData("0-18446744073709551615", new ulong[0])]
    [InlineData("1.5,2", new ulong[0])]
    public void SeedList_Text_IsSeveralDifferentSeedsOrNone(string text, ulong[] expected) => Assert.Equal(expected, SeedList.Parse(text));

    [Fact]
    public async Task Seeds_AllAsStated_AreATableWithMeanAndDeviation()
    {
        var asked = new List<DemoOptions>();
        var code = await Run([1, 2, 3], (options, _) =>
        {
            asked.Add(options);
            return Task.FromResult(Outcome(options.Seed, 0.93 + (0.01 * options.Seed)));
        });

        Assert.Equal(0, code);
        Assert.Equal([1, 2, 3], asked.Select(options => (int)options.Seed));
        Assert.Equal(asked.Select(options => Path.Combine(Options().Home, "seeds", FormattableString.Invariant($"{options.Seed}"))), asked.Select(options => options.Home));
        Assert.Contains("seed  accuracy  epsilon by RDP  by PLD   charged  verified\n   1   94.00 %            3.00    2.74  2.739123  yes\n", _fed.Out, StringComparison.Ordinal);
        Assert.Contains("Accuracy over 3 seeds: 95.00 % +- 1.00 (mean and standard deviation), lowest 94.00 %\n", _fed.Out, StringComparison.Ordinal);
        Assert.Contains("The mean reaches the 93 % stated for wdbc.\n", _fed.Out, StringComparison.Ordinal);
        Assert.Contains("No run cost more than the epsilon 2.74 (delta 1e-05, per record) of its plan.\n", _fed.Out, StringComparison.Ordinal);
        Assert.Contains("they have no seed", _fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_MeanBelowTheFloor_FailsAndSaysSo()
    {
        Assert.Equal(FedApplication.Failure, await Run([1, 2], (options, _) => Task.FromResult(Outcome(options.Seed, options.Seed == 1 ? 0.95 : 0.9))));
        Assert.Contains("The mean misses the 93 % stated for wdbc.", _fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_OneDearerThanItsPlan_FailsAndSaysSo()
    {
        Assert.Equal(FedApplication.Failure, await Run([1, 2], (options, _) => Task.FromResult(
            Outcome(options.Seed, 0.95) with { ChargedMicroEpsilon = options.Seed == 2 ? 2_739_124 : 2_739_123 })));
        Assert.Contains("Seed 2 cost more epsilon than its plan said: charged 2.739124, planned 2.739123.", _fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_OneThatDoesNotVerify_FailsAndNamesIt()
    {
        Assert.Equal(FedApplication.Failure, await Run([4, 5], (options, _) => Task.FromResult(Outcome(options.Seed, 0.95) with { Verified = options.Seed != 5 })));
        Assert.Contains("not verified: seed 5.", _fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_WithOtherRounds_GetNoVerdictOnAccuracy()
    {
        var options = Options() with { Rounds = 3 };
        Assert.Equal(0, await new DemoSeeds(options, [1, 2], Screen, (one, _) => Task.FromResult(Outcome(one.Seed, 0.5))).RunAsync(default));
        Assert.Contains("No verdict on it", _fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_WithoutPrivacy_HaveNoEpsilon()
    {
        var options = Options() with { Private = false };
        Assert.Equal(0, await new DemoSeeds(options, [1, 2], Screen, (one, _) => Task.FromResult(
            Outcome(one.Seed, 0.95) with { Epsilon = null, ChargedMicroEpsilon = 0, PlannedMicroEpsilon = 0 })).RunAsync(default));
        Assert.Contains("The mean reaches the 93 % stated for wdbc without privacy.", _fed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("of its plan", _fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_Interrupted_ShowsWhatHasEndedAndGivesTheFolderBack()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new DemoSeeds(Options(), [1, 2, 3], Screen, (options, token) =>
        {
            if (options.Seed == 2)
                stop.Cancel();
            token.ThrowIfCancellationRequested();
            return Task.FromResult(Outcome(options.Seed, 0.95));
        }).RunAsync(stop.Token));

        Assert.Contains("   1   95.00 %", _fed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Accuracy over", _fed.Out, StringComparison.Ordinal);
        using var again = DemoDirectory.Open(Options() with { Keep = true });
        Assert.False(again.Continues);
    }

    [Theory]
    [InlineData("wdbc", true, 0.93)]
    [InlineData("wdbc", false, 0.93)]
    [InlineData("fashion-mnist", true, 0.88)]
    [InlineData("fashion-mnist", false, 0.84)]
    public void Floor_IsThatOfTheSamplePlanAsItStands(string name, bool isPrivate, double floor)
    {
        var options = Options() with { Dataset = SampleDataset.Parse(name), Private = isPrivate };
        Assert.Equal(floor, options.Floor);
        Assert.Null((options with { Partners = 6 }).Floor);
        Assert.Null((options with { Alpha = 1 }).Floor);
        Assert.Null((options with { Rounds = 7 }).Floor);
    }

    [Theory]
    [InlineData(true, 9UL, 1UL)]
    [InlineData(false, 9UL, 9UL)]
    public void Plan_Seed_IsThatOfTheInitialModelAndOfBatchesWhereThePlanNamesOne(bool isPrivate, ulong seed, ulong batches)
    {
        var options = Options() with { Private = isPrivate, Seed = seed };
        var plan = DemoPlan.Read(options).Fill(options.PartnerNames.Select(partner => new DemoShare(partner, 100, [])));
        Assert.Equal((seed, batches), (plan.Model.Seed, plan.Training.Seed));
    }

    private Screen Screen => new(_fed.Services);

    private Task<int> Run(ImmutableArray<ulong> seeds, Func<DemoOptions, CancellationToken, Task<DemoOutcome>> demo) =>
        new DemoSeeds(Options(), seeds, Screen, demo).RunAsync(default);

    private static DemoOutcome Outcome(ulong seed, double accuracy) => new(
        seed, Verified: true, accuracy, new PrivacyReport(2.739122, 2.994, 9, 2.739122, 2.7, 1e-5, Neighbouring.AddOrRemove, "pld"), 2_739_123, 2_739_123);

    private DemoOptions Options() => new()
    {
        Home = Path.Combine(_fed.Folder, "demo home"),
        Dataset = SampleDataset.Wdbc,
        Samples = SampleFolder.Locate("/"),
        FashionMnist = "/usr/share/datasets/fashion-mnist",
        Executables = new("/nowhere/fed-silo", "/nowhere/fed-node"),
    };
}

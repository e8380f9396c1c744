using System.Collections.Immutable;
using Federated.ClientNode.Ceilings;
using Federated.ClientNode.Privacy;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Tests.Privacy;

public sealed class PrivacyLogTests : IDisposable
{
    private static readonly RunPlan Plan = Samples.Plan with
    {
        Strategy = new() { Kind = "server-sgd" },
        Training = new(),
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 1.7, SamplingRate = 1.0 / 15, Projection = 0.15,
            PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add("hospital-1", 60_000),
        },
        Cohort = new() { Size = 1, Quorum = 1 },
        Rounds = 200,
    };

    private static readonly RunPlan Adaptive = Plan with { Privacy = Plan.Privacy with { Filter = new() { Epsilon = 20 } } };
    private static readonly PartnerCeilings Three = new() { MaxEpsilonPerRecord = 3 };
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Charge_ARunThatFits_IsWrittenOnceAndStaysAfterARestart()
    {
        Log().Charge(Three.Budget(Plan), Plan, Round("run-a"), RoundTerms.Of(Plan));
        Log().Charge(Three.Budget(Plan), Plan, Round("run-a"), RoundTerms.Of(Plan));

        var line = Assert.Single(Log().Read());
        Assert.Equal(RunPlanFile.Hash(Plan), RunPlanFile.Hash(line.Plan));
    }

    [Fact]
    public void Charge_ASecondRunBeyondTheCeiling_IsRefusedAndNotWritten()
    {
        Log().Charge(Three.Budget(Plan), Plan, Round("run-a"), RoundTerms.Of(Plan));

        var refusal = Assert.Throws<FederatedException>(() => Log().Charge(Three.Budget(Plan), Plan, Round("run-b"), RoundTerms.Of(Plan)));

        Assert.Equal(ErrorCodes.BudgetExceeded, refusal.Code);
        Assert.Contains("this partner's own ceiling", refusal.Message, StringComparison.Ordinal);
        Assert.Single(Log().Read());
    }

    [Fact]
    public void Charge_AnotherPlanUnderTheNameOfAChargedRun_IsRefused()
    {
        Log().Charge(Three.Budget(Plan), Plan, Round("run-a"), RoundTerms.Of(Plan));
        var other = Plan with { Privacy = Plan.Privacy with { NoiseMultiplier = 0.5 } };

        var refusal = Assert.Throws<FederatedException>(() => Log().Charge(Three.Budget(other), other, Round("run-a", 2), RoundTerms.Of(other)));

        Assert.Equal(ErrorCodes.CeilingExceeded, refusal.Code);
        Assert.Equal(RunPlanFile.Hash(Plan), RunPlanFile.Hash(Assert.Single(Log().Read()).Plan));
    }

    [Fact]
    public void Charge_RoundsOfAnAdaptiveRun_AreWrittenOneByOneWithTheirNoise()
    {
        Log().Charge(Three.Budget(Adaptive), Adaptive, Round("run-a", 1), new(1, 1.7));
        Log().Charge(Three.Budget(Adaptive), Adaptive, Round("run-a", 1), new(1, 1.7));
        Log().Charge(Three.Budget(Adaptive), Adaptive, Round("run-a", 4), new(1, 3));

        var line = Assert.Single(Log().Read());
        Assert.Equal(new Dictionary<int, long> { [1] = 1_700_000, [4] = 3_000_000 }, line.Rounds);
        Assert.True(line.Charge() is { IsAdaptive: true, Used.Length: 2 });
    }

    [Theory]
    [InlineData(1.6)]
    [InlineData(1.8)]
    public void Charge_AChargedRoundWithOtherNoise_IsRefused(double noise)
    {
        Log().Charge(Three.Budget(Adaptive), Adaptive, Round("run-a", 1), new(1, 1.7));

        var refusal = Assert.Throws<FederatedException>(() => Log().Charge(Three.Budget(Adaptive), Adaptive, Round("run-a", 1), new(1, noise)));

        Assert.Equal(ErrorCodes.CeilingExceeded, refusal.Code);
        Assert.Contains("which this node has charged with 1.7", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1_700_000, Assert.Single(Log().Read()).Rounds![1]);
    }

    [Fact]
    public void Charge_AdaptiveRoundsBeyondTheCeiling_AreRefusedRoundByRound()
    {
        var (log, trained) = (Log(), 0);
        FederatedException? refusal = null;
        while (refusal is null)
        {
            try
            {
                log.Charge(Three.Budget(Adaptive), Adaptive, Round("run-a", trained + 1), new(1, 1));
                trained++;
            }
            catch (FederatedException e)
            {
                refusal = e;
            }
        }

        Assert.Equal(ErrorCodes.BudgetExceeded, refusal.Code);
        Assert.Contains("this partner's own ceiling allows 3 over all runs", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(trained, 1, 100);
        Assert.Equal(trained, Assert.Single(Log().Read()).Rounds!.Count);
        // Another run finds the ceiling as this one left it.
        Assert.Throws<FederatedException>(() => log.Charge(Three.Budget(Plan), Plan, Round("run-b"), RoundTerms.Of(Plan)));
    }

    [Fact]
    public void Charge_AdaptiveRoundsBeyondTheRunsOwnFilter_AreRefusedWithoutACeilingToo()
    {
        var plan = Adaptive with { Privacy = Adaptive.Privacy with { Filter = new() { Epsilon = 1 } } };
        var log = Log();
        FederatedException? refusal = null;
        for (var round = 1; refusal is null && round <= 200; round++)
            refusal = Record.Exception(() => log.Charge(null, plan, Round("run-a", round), new(1, 1.7))) as FederatedException;

        Assert.Contains("the run's filter of epsilon 1", refusal?.Message, StringComparison.Ordinal);
        Assert.InRange(Assert.Single(log.Read()).Rounds!.Count, 3, 100);
    }

    [Fact]
    public void Charge_RunsOfModeNone_CostNothingHere()
    {
        Log().Charge(Three.Budget(Samples.Plan), Samples.Plan, Round("run-a"), RoundTerms.Of(Samples.Plan));

        Assert.Empty(Log().Read());
    }

    [Fact]
    public void NodeSecret_OnceMade_StaysTheSameAndIsItsOwnersAlone()
    {
        var path = _folder["sampling.secret"];
        var first = NodeSecret.LoadOrCreate(path);

        Assert.Equal(first.Bytes, NodeSecret.LoadOrCreate(path).Bytes);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.WriteAllBytes(path, first.Bytes[..31]);
        Assert.Equal(ErrorCodes.StorageCorrupt, Assert.Throws<FederatedException>(() => NodeSecret.LoadOrCreate(path)).Code);
    }

    private static RoundId Round(string run, int number = 1) => new(RunId.Parse(run), number);

    private PrivacyLog Log() => new(_folder["privacy.jsonl"]);
}

using System.Collections.Immutable;
using Federated.ClientNode.Ceilings;
using Federated.ClientNode.Privacy;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
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

    private static readonly PartnerCeilings Three = new() { MaxEpsilonPerRecord = 3 };
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Charge_ARunThatFits_IsWrittenOnceAndStaysAfterARestart()
    {
        Log().Charge(Three.Budget(Plan), Plan, RunId.Parse("run-a"));
        Log().Charge(Three.Budget(Plan), Plan, RunId.Parse("run-a"));

        var line = Assert.Single(Log().Read());
        Assert.Equal(RunPlanFile.Hash(Plan), RunPlanFile.Hash(line.Plan));
    }

    [Fact]
    public void Charge_ASecondRunBeyondTheCeiling_IsRefusedAndNotWritten()
    {
        Log().Charge(Three.Budget(Plan), Plan, RunId.Parse("run-a"));

        var refusal = Assert.Throws<FederatedException>(() => Log().Charge(Three.Budget(Plan), Plan, RunId.Parse("run-b")));

        Assert.Equal(ErrorCodes.BudgetExceeded, refusal.Code);
        Assert.Contains("this partner's own ceiling", refusal.Message, StringComparison.Ordinal);
        Assert.Single(Log().Read());
    }

    [Fact]
    public void Charge_RunsOfModeNone_CostNothingHere()
    {
        Log().Charge(Three.Budget(Samples.Plan), Samples.Plan, RunId.Parse("run-a"));

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

    private PrivacyLog Log() => new(_folder["privacy.jsonl"]);
}

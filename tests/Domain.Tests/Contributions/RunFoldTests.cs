using Federated.Domain.Contributions;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Rounds;
using Federated.Domain.Tests.Ledger;
using static Federated.Domain.Tests.Ledger.SampleLedger;

namespace Federated.Domain.Tests.Contributions;

public sealed class RunFoldTests
{
    [Fact]
    public void Fold_SampleLedger_FollowsTheRun()
    {
        RunProgress At(int entries) => RunFold.Fold(SampleLedger.Entries.Take(entries));
        Assert.Equal(new RunProgress(Run, PlanHash, 0, null, null, Hash("m0"), null, null), At(6));
        Assert.Equal(new RunProgress(Run, PlanHash, 0, 1, Sealed1, Hash("m0"), null, null), At(7));
        Assert.Equal(new RunProgress(Run, PlanHash, 1, null, null, Hash("m1"), Hash("s1"), null), At(8));
        Assert.Equal(new RunProgress(Run, PlanHash, 2, null, null, Hash("m1"), Hash("s1"), null), At(9));
        Assert.Equal(new RunProgress(Run, PlanHash, 3, 4, Sealed4, Hash("m3"), Hash("s3"), null), At(13));
    }

    [Fact]
    public void Fold_FinishedRun_HasItsOutcomeAndTakesLateUpdates()
    {
        var progress = RunFold.Fold([.. SampleLedger.Entries, new RunFinished(At, Run, "failed", Hash("m3")), new UpdateLate(At, Run, 4, North)]);
        Assert.Equal("failed", progress.Outcome);
        Assert.Equal(4, progress.SealedRound);
    }

    public static TheoryData<LedgerEntry[]> Impossible() => new(
        [],
        [SampleLedger.Entries[0]],
        [Sealed1],
        [Launched, Launched],
        [Launched, Sealed3],
        [Launched, Sealed1, Sealed1],
        [Launched, Sealed1 with { BaseModel = Hash("m9") }],
        [Launched, SampleLedger.Entries[7]],
        [Launched, Sealed1, new RoundAbandoned(At, Run, 1, [], [], "r")],
        [Launched, new RoundAbandoned(At, Run, 2, [], [], "r")],
        [Launched, Sealed1 with { Run = RunId.Parse("run-b") }],
        [Launched, new RunFinished(At, Run, "stopped", Hash("m1"))],
        [Launched, Sealed1, new RunFinished(At, Run, "completed", Hash("m0"))],
        [Launched, new RunFinished(At, Run, "stopped", Hash("m0")), Sealed1]);

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Fold_ImpossibleOrder_Refuses(LedgerEntry[] entries) => Refused.With(ErrorCodes.LedgerCorrupt, () => RunFold.Fold(entries));
}

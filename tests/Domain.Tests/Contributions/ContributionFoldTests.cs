using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Contributions;
using Federated.Domain.Ledger;
using Federated.Domain.Rounds;
using Federated.Domain.Tests.Ledger;
using static Federated.Domain.Tests.Ledger.SampleLedger;

namespace Federated.Domain.Tests.Contributions;

public sealed class ContributionFoldTests
{
    [Fact]
    public void Fold_SampleLedger_CountsEachPartner() => Assert.Equal(
        [
            new PartnerContribution(East, Offered: 2, Accepted: 0, Rejected: 1, Late: 1, Lost: 1, Missed: 0),
            new PartnerContribution(North, Offered: 3, Accepted: 2, Rejected: 0, Late: 0, Lost: 0, Missed: 0),
            new PartnerContribution(South, Offered: 3, Accepted: 1, Rejected: 0, Late: 0, Lost: 0, Missed: 1),
        ],
        ContributionFold.Fold(SampleLedger.Entries).AsEnumerable());

    [Fact]
    public void Fold_OneRun_LeavesOthersOut()
    {
        var other = RunId.Parse("run-b");
        LedgerEntry[] entries = [.. SampleLedger.Entries, Launched with { Run = other, Partners = [South] }, new RoundAbandoned(At, other, 1, [South], [], "r")];
        Assert.Equal(ContributionFold.Fold(SampleLedger.Entries), ContributionFold.Fold(entries, Run).AsEnumerable());
        Assert.Equal([new PartnerContribution(South, 1, 0, 0, 0, 0, 1)], ContributionFold.Fold(entries, other).AsEnumerable());
        Assert.Empty(ContributionFold.Fold(entries, RunId.Parse("run-c")));
    }

    [Fact]
    public void Fold_EntriesInAnyOrder_CountsTheSame() =>
        Prop.ForAll(Gen.Shuffle<LedgerEntry>([.. SampleLedger.Entries]).ToArbitrary(), shuffled =>
            ContributionFold.Fold(shuffled).SequenceEqual(ContributionFold.Fold(SampleLedger.Entries))).QuickCheckThrowOnFailure();

    [Fact]
    public void Fold_NoEntries_IsEmpty() => Assert.Empty(ContributionFold.Fold([]));
}

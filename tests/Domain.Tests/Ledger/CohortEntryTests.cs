using System.Text;
using Federated.Domain.Contributions;
using Federated.Domain.Ledger;
using static Federated.Domain.Tests.Ledger.SampleLedger;

namespace Federated.Domain.Tests.Ledger;

/// <summary>What the ledger takes of partners that join, are suspended, or were not needed.</summary>
public sealed class CohortEntryTests
{
    [Fact]
    public void Encode_ARoundWithoutSpares_HasTheBytesItAlwaysHad() =>
        Assert.DoesNotContain("spare", Encoding.UTF8.GetString(LedgerCodec.Encode(Sealed1)), StringComparison.Ordinal);

    [Fact]
    public void Verify_StandingsAndJoining_FollowEachOther()
    {
        var late = Domain.Agreements.PartnerName.Parse("west");
        LedgerEntry[] entries =
        [
            .. Entries.Take(8),
            new PartnerStanding(At, South, 1, Suspended: true),
            new PartnerEnrolled(At, late, Hash("w")),
            new PartnerJoinedRun(At, Run, late),
            new PartnerStanding(At, South, 2, Suspended: false),
            new RoundAbandoned(At, Run, 2, [North, late], [], "no quorum"),
            Sealed3 with { Cohort = [North, South, late], Lost = [], Spare = [South, late] },
        ];

        Assert.Null(Problem(entries));
        Assert.Equal((1, 0), ContributionFold.Fold(entries).Where(c => c.Partner == late).Select(c => (c.Missed, c.Accepted)).Single());
    }

    [Fact]
    public void Verify_WhatDoesNotFollow_IsNamed()
    {
        Assert.Contains("does not follow", Problem([.. Entries.Take(8), new PartnerStanding(At, South, 2, Suspended: true)]), StringComparison.Ordinal);
        Assert.Contains("does not follow", Problem([.. Entries.Take(8), new PartnerStanding(At, South, 1, Suspended: false)]), StringComparison.Ordinal);
        Assert.Contains("in already", Problem([.. Entries.Take(8), new PartnerJoinedRun(At, Run, South)]), StringComparison.Ordinal);
        Assert.Contains("not enrolled", Problem([.. Entries.Take(8), new PartnerJoinedRun(At, Run, Domain.Agreements.PartnerName.Parse("west"))]), StringComparison.Ordinal);
        Assert.Contains("as spare and as a member", Problem([.. Entries.Take(6), Sealed1 with { Spare = [South] }]), StringComparison.Ordinal);
        Assert.Contains("spare partner", Problem([.. Entries.Take(6), Sealed1 with { Cohort = [North, South], Spare = [East] }]), StringComparison.Ordinal);
        Assert.Contains("is finished", Problem([.. Entries, new RunFinished(At, Run, "failed", Hash("m3")), new PartnerEnrolled(At, Domain.Agreements.PartnerName.Parse("west"), Hash("w")), new PartnerJoinedRun(At, Run, Domain.Agreements.PartnerName.Parse("west"))]), StringComparison.Ordinal);
    }

    private static string? Problem(LedgerEntry[] entries) => LedgerVerifier.Verify(new StringReader(Export(entries)), TestKeys.Keys).FirstProblem;
}

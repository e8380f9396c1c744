using Federated.Domain.Ledger;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Tests.Privacy;
using static Federated.Domain.Tests.Ledger.AdaptiveLedger;
using static Federated.Domain.Tests.Ledger.SampleLedger;

namespace Federated.Domain.Tests.Ledger;

public sealed class AdaptiveRulesTests
{
    [Fact]
    public void Verify_EveryPrefixOfAnAdaptiveRun_IsValid()
    {
        var entries = AdaptiveLedger.Entries(PrivatePlans.Adaptive(3));
        for (var n = 1; n <= entries.Count; n++)
            Assert.Null(Verify(entries.Take(n)).FirstProblem);
        Assert.Equal(0, Verify(entries).Counts.SpendMicroEpsilon);
    }

    public static TheoryData<string, int, LedgerEntry?> BrokenRules() => new()
    {
        // What is named, at which entry, the entry in its place (null: the entry is left out).
        { "its filter has 3000000", 3, Launched(PrivatePlans.Adaptive(3)) with { ReservedMicroEpsilon = 2_999_999 } },
        { "which was not reserved", 4, null },
        { "wanted 1700000", 4, new RoundReserved(At, Adaptive, 1, 1_700_001) },
        { "wanted round 1", 4, new RoundReserved(At, Adaptive, 2, 1_700_000) },
        { "wanted 0: its reservation charged it", 5, Seal(1, "m0") with { SpendMicroEpsilon = 1 } },
        { "sealed and not committed", 6, new RoundReserved(At, Adaptive, 2, 1_700_000) },
        { "wanted from round 2", 7, new NoiseTuned(At, Adaptive, 3, 3_000_000) },
        { "out of range", 7, new NoiseTuned(At, Adaptive, 2, 200_000) },
        { "out of range", 7, new NoiseTuned(At, Adaptive, 2, 13_600_001) },
        { "wanted 1700000", 7, null },
        { "which was not reserved", 8, null },
        { "a second time", 10, new RoundReserved(At, Adaptive, 2, 3_000_000) },
        { "which was not reserved", 10, null },
    };

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public void Verify_RuleBroken_NamesTheFirstBadEntry(string named, int index, LedgerEntry? replacement)
    {
        var entries = AdaptiveLedger.Entries(PrivatePlans.Adaptive(3));
        entries.RemoveAt(index);
        if (replacement is not null)
            entries.Insert(index, replacement);

        var verdict = Verify(entries);

        Assert.Contains(named, verdict.FirstProblem, StringComparison.Ordinal);
        Assert.Equal(index, verdict.AtIndex);
    }

    [Fact]
    public void Verify_RoundThatTheFilterDoesNotAdmit_IsNamed()
    {
        var plan = PrivatePlans.Adaptive(1);
        var entries = AdaptiveLedger.Entries(plan).Take(4).ToList();
        var reserved = new List<long>();
        while (RunFilter.Admits(plan, reserved, 1_700_000))
            Add();
        Assert.Null(Verify(entries).FirstProblem);
        Add();

        var verdict = Verify(entries);

        Assert.InRange(reserved.Count, 3, 100);
        Assert.Contains($"run-1/{reserved.Count} is reserved, but the run's filter does not admit it", verdict.FirstProblem, StringComparison.Ordinal);

        void Add()
        {
            reserved.Add(1_700_000);
            entries.Add(new RoundReserved(At, Adaptive, reserved.Count, 1_700_000));
            entries.Add(new RoundAbandoned(At, Adaptive, reserved.Count, [], [], "quorum"));
        }
    }

    [Fact]
    public void Verify_ReservationOrTuningOfARunDeclaredInAdvance_IsRefused()
    {
        foreach (var entry in new LedgerEntry[] { new RoundReserved(At, Run, 1, 1_700_000), new NoiseTuned(At, Run, 1, 1_700_000) })
            Assert.Contains("is not adaptive", Verify([.. SampleLedger.Entries.Take(5), entry]).FirstProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_AfterTheEnd_NothingIsReservedOrTuned()
    {
        LedgerEntry[] ended = [.. AdaptiveLedger.Entries(PrivatePlans.Adaptive(3)).Take(10), new RunFinished(At, Adaptive, RunFinished.Completed, LastModel)];
        Assert.Null(Verify(ended).FirstProblem);
        foreach (var entry in new LedgerEntry[] { new RoundReserved(At, Adaptive, 3, 3_000_000), new NoiseTuned(At, Adaptive, 3, 3_000_000) })
            Assert.Contains("which is finished", Verify([.. ended, entry]).FirstProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_PlanThatSaysAdaptiveAndIsNone_IsNamed()
    {
        const string Plan = """{"privacy":{"filter":{"epsilon":3}}}""";
        var launched = Launched(PrivatePlans.Adaptive(3)) with { Plan = Plan, PlanHash = Hash(Plan) };

        Assert.Contains("is not one", Verify([.. AdaptiveLedger.Entries(PrivatePlans.Adaptive(3)).Take(3), launched]).FirstProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void Book_OfTheEntries_KnowsWhatIsReservedAndWhatComesNext()
    {
        var book = AdaptiveBook.Of(AdaptiveLedger.Entries(PrivatePlans.Adaptive(3)))!;

        Assert.Equal(new long[] { 1_700_000, 3_000_000, 3_000_000 }, book.Reserved.ToArray());
        Assert.Equal((3_000_000, 2), (book.Noise, book.ClosedRounds));
        Assert.Null(AdaptiveBook.Of(SampleLedger.Entries));
    }

    private static LedgerVerdict Verify(IEnumerable<LedgerEntry> entries) => LedgerVerifier.Verify(new StringReader(Export(entries)), TestKeys.Keys);
}

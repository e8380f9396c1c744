using System.Text;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Rounds;
using static Federated.Domain.Tests.Ledger.SampleLedger;

namespace Federated.Domain.Tests.Ledger;

public sealed class LedgerVerifierTests
{
    private static LedgerVerdict Verify(string export, FederationKeys? trusted = null) => LedgerVerifier.Verify(new StringReader(export), trusted);

    [Fact]
    public void Verify_ValidExport_IsValidAndCounts()
    {
        var verdict = Verify(Export(Entries), TestKeys.Keys);
        Assert.Null(verdict.FirstProblem);
        Assert.True(verdict.Valid && verdict.CheckpointValid && !verdict.KeysFromFile);
        Assert.Equal(Entries.Count, verdict.Entries);
        Assert.Equal(NodeStore.NaiveRoot(Entries.Select(LedgerCodec.LeafHash).ToArray()), verdict.Root);
        Assert.Equal(new LedgerCounts(3, 1, 3, 2, 1, 3, 1, 1, 3_000), verdict.Counts);
    }

    [Fact]
    public void Verify_WithoutTrustedKeys_SaysSo() => Assert.True(Verify(Export(Entries)) is { Valid: true, KeysFromFile: true });

    [Fact]
    public void Verify_EveryPrefixOfAValidLedger_IsValid()
    {
        for (var n = 1; n <= Entries.Count; n++)
            Assert.Null(Verify(Export(Entries.Take(n)), TestKeys.Keys).FirstProblem);
    }

    [Fact]
    public void Verify_EverySizeTo70_ComputesTheNaiveRoot()
    {
        var entries = Entries.Take(5).ToList<LedgerEntry>();
        for (var i = 1; i <= 70; i++)
        {
            entries.Add(new UpdateRejected(At, Run, 1, North, $"code-{i}"));
            var verdict = Verify(Export(entries));
            Assert.Null(verdict.FirstProblem);
            Assert.Equal(NodeStore.NaiveRoot(entries.Select(LedgerCodec.LeafHash).ToArray()), verdict.Root);
        }
    }

    [Fact]
    public void Verify_FinishedRun_TakesLateAndRejectedUpdatesOnly()
    {
        LedgerEntry[] finished = [.. Entries, new RunFinished(At, Run, "failed", Hash("m3"))];
        Assert.True(Verify(Export([.. finished, new UpdateLate(At, Run, 4, North), new UpdateRejected(At, Run, 4, North, "x")])).Valid);
        Problem("is finished", 14, [.. finished, new RoundCommitted(At, Run, 4, LedgerCodec.LeafHash(Sealed4), Hash("m3"), Hash("m4"), Hash("s4"))]);
        Problem("a second time", 14, [.. finished, new RunFinished(At, Run, "failed", Hash("m3"))]);
    }

    [Fact]
    public void Verify_NoEntries_NamesIt() => Assert.Contains("no entries", Verify(Export(Array.Empty<LedgerEntry>())).FirstProblem, StringComparison.Ordinal);

    public static TheoryData<string, int, LedgerEntry?, LedgerEntry[]> BrokenRules()
    {
        var stranger = PartnerName.Parse("stranger");
        var commit4 = new RoundCommitted(At, Run, 4, LedgerCodec.LeafHash(Sealed4), Hash("m3"), Hash("m4"), Hash("s4"));
        var other = RunId.Parse("run-b");
        return new()
        {
            // What is named, at which entry, the entry in its place (null: the entry is left out).
            { "wanted federation-created", 0, null, [] },
            { "nowhere else", 3, new FederationCreated(At, TestKeys.Federation, Hash("ca")), [] },
            { "the keys name it", 0, new FederationCreated(At, "south-sea", Hash("ca")), [] },
            { "a second time", 3, new PartnerEnrolled(At, North, Hash("again")), [] },
            { "not enrolled", 3, Launched, [] },
            { "was not launched", 4, new UpdateLate(At, Run, 1, East), [] },
            { "not canonical", 4, Launched with { Plan = "{ }" }, [] },
            { "not JSON", 4, Launched with { Plan = "{" }, [] },
            { "hashes to", 4, Launched with { PlanHash = Hash("other") }, [] },
            { "not enrolled", 5, new UpdateRejected(At, Run, 1, stranger, "FED-1204"), [] },
            { "was not launched", 5, new UpdateRejected(At, other, 1, East, "FED-1204"), [] },
            { "wanted round 1", 6, Sealed1 with { Round = 2 }, [] },
            { "starts from model", 6, Sealed1 with { BaseModel = Hash("m9") }, [] },
            { "not in the run", 6, Sealed1 with { Cohort = [North, South, stranger] }, [] },
            { "not in the cohort", 6, Sealed1 with { Cohort = [North] }, [] },
            { "as a member and as lost", 6, Sealed1 with { Lost = [South] }, [] },
            { "that were reserved", 6, Sealed1 with { SpendMicroEpsilon = 3_001 }, [] },
            { "no round is sealed", 6, null, [] },
            { "from sealed entry", 7, new RoundCommitted(At, Run, 1, Hash("x"), Hash("m0"), Hash("m1"), Hash("s1")), [] },
            { "starts from model", 7, new RoundCommitted(At, Run, 1, LedgerCodec.LeafHash(Sealed1), Hash("m9"), Hash("m1"), Hash("s1")), [] },
            { "sealed and not committed", 7, null, [] },
            { "sealed and not committed", 7, new RoundAbandoned(At, Run, 2, [North], [], "picked"), [] },
            { "wanted round 2", 8, null, [] },
            { "wanted round 2", 8, new RoundAbandoned(At, Run, 3, [North], [], "skipped"), [] },
            { "claiming partner", 8, new RoundAbandoned(At, Run, 2, [North], [South], "r"), [] },
            { "not in the run", 8, new RoundAbandoned(At, Run, 2, [stranger], [], "r"), [] },
            { "a second time", 9, Sealed1, [] },
            { "lost partner", 9, Sealed3 with { Lost = [South] }, [] },
            { "starts from model", 9, Sealed3 with { BaseModel = Hash("m0") }, [] },
            { "that were reserved", 12, Sealed4 with { SpendMicroEpsilon = 1_001 }, [] },
            { "run has 4 rounds", 14, Sealed4, [commit4, Sealed4 with { Round = 5, BaseModel = Hash("m4"), SpendMicroEpsilon = 0 }] },
            { "last model", 13, Sealed4, [new RunFinished(At, Run, "stopped", Hash("m0"))] },
            { "is completed, but round 4", 13, Sealed4, [new RunFinished(At, Run, "completed", Hash("m3"))] },
            { "a second time", 14, Sealed4, [commit4, commit4] },
        };
    }

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public void Verify_RuleBroken_NamesTheFirstBadEntry(string named, int index, LedgerEntry? replacement, LedgerEntry[] more)
    {
        var position = more.Length > 0 ? Entries.Count - 1 : index;
        Problem(named, index, [.. Entries.Take(position), .. replacement is null ? [] : new[] { replacement }, .. Entries.Skip(position + 1), .. more]);
    }

    [Fact]
    public void Verify_EntryNotCanonical_NamesItsIndex()
    {
        var bytes = Entries.Select(LedgerCodec.Encode).ToArray();
        bytes[5] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes[5]).Replace(",", ", ", StringComparison.Ordinal));
        var verdict = Verify(Export(bytes));
        Assert.False(verdict.Valid);
        Assert.True(verdict.CheckpointValid);
        Assert.Equal(5, verdict.AtIndex);
        Assert.Equal(Entries.Count, verdict.Entries);
    }

    [Fact]
    public void Verify_SignedByAnotherKey_NamesTheCheckpoint()
    {
        var export = Export(Entries.Select(LedgerCodec.Encode), signer: TestKeys.Stranger);
        Assert.Contains("not signed by", Verify(export, TestKeys.Keys).FirstProblem, StringComparison.Ordinal);
        Assert.False(Verify(export).Valid);
    }

    [Fact]
    public void Verify_ForgedWithItsOwnKeys_HoldsOnlyWithoutTrustedKeys()
    {
        var forged = TestKeys.Keys with { Checkpoint = TestKeys.Verifier(TestKeys.Stranger) };
        var export = Export(Entries.Select(LedgerCodec.Encode), forged, TestKeys.Stranger);
        Assert.True(Verify(export) is { Valid: true, KeysFromFile: true });
        var verdict = Verify(export, TestKeys.Keys);
        Assert.False(verdict.Valid || verdict.CheckpointValid);
        Assert.Contains("other keys", verdict.FirstProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_Origin_IsTheFederationOrItsCheckpointKey()
    {
        var bytes = Entries.Select(LedgerCodec.Encode).ToArray();
        Assert.True(Verify(Export(bytes, origin: TestKeys.Checkpoint.KeyName)).Valid);
        Assert.Contains("The checkpoint is of 'elsewhere'", Verify(Export(bytes, origin: "elsewhere")).FirstProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_EntriesCutOrDoubled_NamesTheSize()
    {
        var lines = Export(Entries).Split('\n');
        Assert.Contains("checkpoint is over 13 entries, the export has 12",
            Verify(string.Join('\n', lines.Where((_, i) => i != 13))).FirstProblem, StringComparison.Ordinal);
        Assert.Equal(6, Verify(string.Join('\n', lines.SelectMany((l, i) => i == 6 ? new[] { l, l } : [l]))).AtIndex);
    }

    [Fact]
    public void Verify_FileCutAnywhere_IsNeverValid()
    {
        var export = Export(Entries);
        for (var length = 0; length < export.Length; length += 3)
        {
            var verdict = Verify(export[..length]);
            Assert.False(verdict.Valid);
            Assert.NotNull(verdict.FirstProblem);
        }
    }

    private static void Problem(string named, long index, LedgerEntry[] entries)
    {
        var verdict = Verify(Export(entries), TestKeys.Keys);
        Assert.False(verdict.Valid);
        Assert.True(verdict.CheckpointValid, "the federation did sign this ledger");
        Assert.Contains(named, verdict.FirstProblem, StringComparison.Ordinal);
        Assert.Equal(index, verdict.AtIndex);
    }
}

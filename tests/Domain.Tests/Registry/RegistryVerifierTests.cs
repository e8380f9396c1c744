using System.Text;
using Federated.Domain.Ledger;
using Federated.Domain.Registry;
using static Federated.Domain.Tests.Ledger.SampleLedger;
using static Federated.Domain.Tests.Registry.RegistrySamples;

namespace Federated.Domain.Tests.Registry;

/// <summary>What an offline verifier makes of tags, gates and rollbacks.</summary>
public sealed class RegistryVerifierTests
{
    [Fact]
    public void Verify_ReleaseAndRollback_IsValid()
    {
        LedgerEntry[] more =
        [
            Gate(0.9), Measured(M1, 0.9), Tagged(M1), Release(M1), Measured(M3, 0.95), Release(M3), RolledBack(M3, M1),
            new ModelUntagged(At, Track, "candidate", M1, "anna", "r"), new GateWithdrawn(At, Track, "accuracy", QualityGate.Minimum, "anna", "r"),
            .. Continued(M1),
        ];
        for (var n = 0; n <= more.Length; n++)
            Assert.Null(Problem([.. more.Take(n)]));
    }

    public static TheoryData<string, LedgerEntry[]> Broken() => new()
    {
        { "wanted one that the ledger names", [Tagged(Hash("stranger"))] },
        { "wanted one that the ledger names", [Measured(Hash("stranger"), 1)] },
        { "has no gate", [Measured(M1, 1), Release(M1)] },
        { "does not pass the gates", [Gate(0.9), Measured(M1, 0.89), Release(M1)] },
        { "got no evaluation", [Gate(0.9), Release(M1)] },
        { "does not pass the gates", [Gate(0.9), Measured(M1, 1, metric: "recall"), Release(M1)] },
        { "nothing is released", [RolledBack(M1, M0)] },
        { "there is none", [Gate(0.9), Measured(M1, 1), Release(M1), RolledBack(M1, M0)] },
        { "wanted one that stands", [new ModelUntagged(At, Track, "candidate", M1, "anna", "r")] },
        { "wanted one that stands", [new GateWithdrawn(At, Track, "accuracy", QualityGate.Minimum, "anna", "r")] },
        { "of layout", [Continued(M1, layout: Hash("other"))[0]] },
        { "wanted the plan's model.initial", [Continued(M1, declared: M0)[0]] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Verify_RuleBroken_NamesTheEntry(string named, LedgerEntry[] more)
    {
        Assert.Null(Problem(more[..^1]));
        var verdict = Verify(more);
        Assert.Contains(named, verdict.FirstProblem, StringComparison.Ordinal);
        Assert.Equal(Entries.Count + more.Length - 1, verdict.AtIndex);
    }

    // These bytes are in ledgers: a change here breaks them.
    [Fact]
    public void Encode_KnownEntries_GiveTheBytesTheyAlwaysGave()
    {
        Assert.Equal(
            $$"""{"at":1767225600000,"by":"anna","data":"{{Hash("test")}}","dataset":"test","examples":100,"metrics":{"accuracy":912500},"model":"{{M1}}","type":"model-evaluated","v":1}""",
            Text(Measured(M1, 0.9125)));
        Assert.Equal(
            $$"""{"at":1767225600000,"by":"anna","model":"{{M1}}","reason":"r","tag":"candidate","track":"model","type":"model-tagged","v":1}""", Text(Tagged(M1)));
        Assert.Equal(
            $$"""{"at":1767225600000,"by":"anna","model":"{{M1}}","reason":"r","tag":"candidate","track":"model","type":"model-untagged","v":1}""",
            Text(new ModelUntagged(At, Track, "candidate", M1, "anna", "r")));
        Assert.Equal(
            $$"""{"at":1767225600000,"by":"anna","from":"{{M3}}","reason":"it drifts","to":"{{M1}}","track":"model","type":"release-rolled-back","v":1}""", Text(RolledBack(M3, M1)));
        Assert.Equal(
            """{"at":1767225600000,"bound":"minimum","by":"anna","metric":"accuracy","reason":"agreed","track":"model","type":"gate-agreed","v":1,"value":900000}""", Text(Gate(0.9)));
        Assert.Equal(
            $$"""{"at":1767225600000,"bound":"minimum","by":"anna","data":"{{M0}}","metric":"accuracy","reason":"agreed","track":"model","type":"gate-agreed","v":1,"value":900000}""",
            Text(Gate(0.9, data: M0)));
        Assert.Equal(
            """{"at":1767225600000,"bound":"rise","by":"anna","metric":"loss","reason":"r","track":"model","type":"gate-withdrawn","v":1}""",
            Text(new GateWithdrawn(At, Track, "loss", QualityGate.Rise, "anna", "r")));
    }

    private static string? Problem(params LedgerEntry[] more) => Verify(more).FirstProblem;

    private static LedgerVerdict Verify(LedgerEntry[] more)
    {
        // Round 4 of the sample is sealed and open, which no run's end is to hide.
        using var export = new StringReader(Export([.. Entries, .. more]));
        return LedgerVerifier.Verify(export, Ledger.TestKeys.Keys);
    }

    private static string Text(LedgerEntry entry) => Encoding.UTF8.GetString(LedgerCodec.Encode(entry));
}

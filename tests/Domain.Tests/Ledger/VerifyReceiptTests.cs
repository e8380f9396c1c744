using Federated.Domain.Ledger;
using Federated.Domain.Rounds;
using static Federated.Domain.Tests.Ledger.SampleLedger;

namespace Federated.Domain.Tests.Ledger;

public sealed class VerifyReceiptTests
{
    private static SignedReceipt Signed(UpdateReceipt receipt) => SignedReceipt.Sign(receipt, TestKeys.Receipt);

    private static ReceiptVerdict Judge(UpdateReceipt receipt, params IEnumerable<LedgerEntry> more) =>
        LedgerVerifier.VerifyReceipt(Signed(receipt), new StringReader(Export([.. Entries, .. more])), TestKeys.Keys);

    [Fact]
    public void VerifyReceipt_MemberOfACommittedRound_IsIncluded()
    {
        var verdict = Judge(Receipt(North, 1));
        Assert.Equal((ReceiptOutcome.Included, 7L), (verdict.Outcome, verdict.AtIndex));
        Assert.True(verdict.Ledger.Valid);
        Assert.False(verdict.IsEvidence);
    }

    [Fact]
    public void VerifyReceipt_MemberOfAnOpenRound_IsSealedOnly() => Assert.Equal(ReceiptOutcome.SealedOnly, Judge(Receipt(South, 4)).Outcome);

    [Fact]
    public void VerifyReceipt_LostInTheRound_IsLost() => Assert.Equal(ReceiptOutcome.Lost, Judge(Receipt(East, 3)).Outcome);

    [Fact]
    public void VerifyReceipt_ClaimedInAnAbandonedRound_IsAbandoned() => Assert.Equal(ReceiptOutcome.Abandoned, Judge(Receipt(North, 2)).Outcome);

    [Fact]
    public void VerifyReceipt_ClaimDeniedByAnAbandonedRound_IsEvidence() => Assert.True(Judge(Receipt(South, 2)) is { IsEvidence: true, AtIndex: 8 });

    [Fact]
    public void VerifyReceipt_LeftOutOfASealedRound_IsEvidence() => Assert.True(Judge(Receipt(East, 1)) is { IsEvidence: true, AtIndex: 6 });

    [Fact]
    public void VerifyReceipt_OtherCommitmentInTheRound_IsEvidence() => Assert.True(Judge(Receipt(North, 1, "swapped")).IsEvidence);

    [Fact]
    public void VerifyReceipt_RoundNotReached_IsPending()
    {
        var verdict = LedgerVerifier.VerifyReceipt(Signed(Receipt(North, 3)), new StringReader(Export(Entries.Take(9))), TestKeys.Keys);
        Assert.Equal(ReceiptOutcome.Pending, verdict.Outcome);
        Assert.Equal(ReceiptOutcome.Pending, Judge(Receipt(North, 1, run: RunId.Parse("run-b"))).Outcome);
    }

    [Theory]
    [InlineData("stopped", ReceiptOutcome.Abandoned)]
    [InlineData("completed", ReceiptOutcome.Missing)]
    public void VerifyReceipt_RunEndedBeforeTheRound_DependsOnItsOutcome(string outcome, ReceiptOutcome expected)
    {
        var entries = Entries.Take(9).Append(new RunFinished(At, Run, outcome, Hash("m1")));
        Assert.Equal(expected, LedgerVerifier.VerifyReceipt(Signed(Receipt(North, 3)), new StringReader(Export(entries)), TestKeys.Keys).Outcome);
    }

    [Fact]
    public void VerifyReceipt_ForgedOrForeign_IsBadSignature()
    {
        var forged = SignedReceipt.Sign(Receipt(North, 1), TestKeys.Checkpoint);
        Assert.Equal(ReceiptOutcome.BadSignature, LedgerVerifier.VerifyReceipt(forged, new StringReader(Export(Entries))).Outcome);
        Assert.Equal(ReceiptOutcome.BadSignature, Judge(Receipt(North, 1) with { Federation = "elsewhere" }).Outcome);
    }

    [Fact]
    public void VerifyReceipt_LedgerThatDoesNotVerify_SaysNothingAboutTheReceipt()
    {
        var export = Export(Entries).Replace("no quorum", "no-quorum", StringComparison.Ordinal);
        var verdict = LedgerVerifier.VerifyReceipt(Signed(Receipt(North, 1)), new StringReader(export), TestKeys.Keys);
        Assert.Equal(ReceiptOutcome.LedgerInvalid, verdict.Outcome);
        Assert.Equal(ReceiptOutcome.LedgerInvalid, LedgerVerifier.VerifyReceipt(Signed(Receipt(North, 1)), new StringReader("")).Outcome);
    }

    [Fact]
    public void VerifyReceipts_Many_ReadsTheExportOnceAndKeepsTheirOrder()
    {
        UpdateReceipt[] receipts = [Receipt(South, 4), Receipt(North, 1), Receipt(East, 3), Receipt(North, 1), Receipt(North, 2)];
        var verdicts = LedgerVerifier.VerifyReceipts([.. receipts.Select(Signed)], new StringReader(Export(Entries)), TestKeys.Keys);
        Assert.Equal(receipts, verdicts.Select(v => v.Receipt.Receipt));
        Assert.Equal(
            [ReceiptOutcome.SealedOnly, ReceiptOutcome.Included, ReceiptOutcome.Lost, ReceiptOutcome.Included, ReceiptOutcome.Abandoned],
            verdicts.Select(v => v.Outcome));
    }
}

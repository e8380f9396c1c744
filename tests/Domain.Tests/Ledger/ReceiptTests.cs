using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using static Federated.Domain.Tests.Ledger.SampleLedger;

namespace Federated.Domain.Tests.Ledger;

public sealed class ReceiptTests
{
    private static readonly NoteVerifierKey Key = TestKeys.Keys.Receipt;

    [Fact]
    public void Body_KnownReceipt_GivesTheBytesItAlwaysGave()
    {
        var receipt = Receipt(North, 1);
        Assert.Equal(
            $$"""
            federated/receipt/v1
            {"at":1767225600000,"commitment":"{{receipt.Commitment}}","federation":"north-sea","partner":"north","round":1,"run":"run-a","salt":"00000000000000000000000000000000","updateHash":"{{Hash("update")}}"}

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(receipt.Body));
    }

    [Fact]
    public void Commit_ItsLayout_IsAsDocumented()
    {
        byte[] salt = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        byte[] content = [.. "federated/update-commitment/v1\n"u8, .. salt, .. Hash("u").ToBytes(), 0, 0, 1, 2, 5, .. "run-a"u8, 5, .. "north"u8];
        Assert.Equal(ContentHash.Of(content), UpdateReceipt.Commit(Hash("u"), salt, new(Run, 258), North));
    }

    [Fact]
    public void Commit_AnyMemberChanged_IsAnother()
    {
        var salt = new byte[16];
        ContentHash[] all =
        [
            UpdateReceipt.Commit(Hash("u"), salt, new(Run, 1), North),
            UpdateReceipt.Commit(Hash("v"), salt, new(Run, 1), North),
            UpdateReceipt.Commit(Hash("u"), [.. salt[1..], 1], new(Run, 1), North),
            UpdateReceipt.Commit(Hash("u"), salt, new(Run, 2), North),
            UpdateReceipt.Commit(Hash("u"), salt, new(RunId.Parse("run-b"), 1), North),
            UpdateReceipt.Commit(Hash("u"), salt, new(Run, 1), South),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Throws<ArgumentException>(() => UpdateReceipt.Commit(Hash("u"), new byte[15], new(Run, 1), North));
    }

    [Fact]
    public void Verify_SignedReceipt_HoldsForTheReceiptKeyAlone()
    {
        var signed = SignedReceipt.Sign(Receipt(North, 1), TestKeys.Receipt);
        Assert.True(signed.Verify(Key, out var reason), reason);
        Assert.False(signed.Verify(TestKeys.Keys.Checkpoint, out _));
        Assert.Equal(signed, SignedReceipt.Parse(signed.Note));
    }

    [Fact]
    public void Verify_AnyByteOfTheNoteChanged_Refuses() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), (position, mask) =>
        {
            var signed = SignedReceipt.Sign(Receipt(North, 1), TestKeys.Receipt);
            var bytes = Encoding.UTF8.GetBytes(signed.Note);
            bytes[position % bytes.Length] ^= (byte)mask;
            return !(signed with { Note = Encoding.UTF8.GetString(bytes) }).Verify(Key, out var reason) && reason.Length > 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Verify_NoteOfAnotherReceipt_Refuses()
    {
        var signed = SignedReceipt.Sign(Receipt(North, 1), TestKeys.Receipt) with { Receipt = Receipt(North, 2) };
        Assert.False(signed.Verify(Key, out var reason));
        Assert.Contains("another receipt", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_CommitmentThatDoesNotOpen_Refuses()
    {
        var bad = Receipt(North, 1) with { Commitment = Hash("other") };
        Refused.With(ErrorCodes.ReceiptInvalid, () => SignedReceipt.Sign(bad, TestKeys.Receipt));
        var signed = new SignedReceipt(bad, SignedNote.Sign(Encoding.UTF8.GetString(bad.Body), TestKeys.Receipt).ToString());
        Assert.False(signed.Verify(Key, out var reason));
        Assert.Contains("does not open", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("federated/receipt/v1\n")]
    [InlineData("federated/receipt/v1\n{}\n")]
    [InlineData("federated/receipt/v2\n{}\n")]
    [InlineData("north-sea\n1\nroot\n")]
    public void ParseBody_NotTheExactForm_Refuses(string body) => Refused.With(ErrorCodes.ReceiptInvalid, () => UpdateReceipt.ParseBody(body));
}

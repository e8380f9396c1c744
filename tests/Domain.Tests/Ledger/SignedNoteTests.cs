using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;

namespace Federated.Domain.Tests.Ledger;

public sealed class SignedNoteTests
{
    private static readonly NoteVerifierKey Key = TestKeys.Verifier(TestKeys.Checkpoint);

    // The C2SP example is signed with Ed25519, which .NET lacks: its form and its key id are checked, not its signature.
    [Fact]
    public void Parse_C2spExample_ReadsTextKeyIdAndSignature()
    {
        var example = Cases.Read("signed_note").Single();
        var text = (string)example["params"]!["text"]!;
        var whole = $"{text}\n{(string)example["params"]!["signature_line"]!}\n";
        var note = SignedNote.Parse(whole);

        Assert.Equal(text, note.Text);
        Assert.Equal(whole, note.ToString());
        var signature = Assert.Single(note.Signatures);
        Assert.Equal("example.com/foo", signature.KeyName);
        Assert.Equal((string?)example["expected"]!["key_id"], signature.KeyId.ToString("x8", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(64, signature.Signature.Length);

        // key id = SHA-256(name || LF || type || key), with Ed25519's type 1: the formula our own type uses too.
        byte[] content = [.. "example.com/foo\n"u8, 1, .. Convert.FromHexString((string)example["expected"]!["public_key"]!)];
        Assert.Equal(signature.KeyId, BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(content)));
        Assert.False(note.Verify(Key, out _));
        Refused.With(ErrorCodes.LedgerVerificationFailed, () => NoteVerifierKey.Parse((string)example["params"]!["vkey"]!));
    }

    [Fact]
    public void Verify_OwnNote_Holds()
    {
        var note = SignedNote.Parse(SignedNote.Sign("one\n\ntwo é\n", TestKeys.Checkpoint).ToString());
        Assert.True(note.Verify(Key, out var reason), reason);
        Assert.Equal("one\n\ntwo é\n", note.Text);
        Assert.False(note.Verify(TestKeys.Verifier(TestKeys.Receipt), out _));
        Assert.False(note.Verify(TestKeys.Verifier(TestKeys.Stranger), out _));
    }

    [Fact]
    public void Verify_CosignedNote_HoldsForEveryWitness()
    {
        var note = SignedNote.Parse(SignedNote.Sign("text\n", TestKeys.Checkpoint).Cosign(TestKeys.Receipt).ToString());
        Assert.Equal(2, note.Signatures.Length);
        Assert.True(note.Verify(Key, out _));
        Assert.True(note.Verify(TestKeys.Verifier(TestKeys.Receipt), out _));
    }

    [Fact]
    public void Verify_OneGoodAndOneBadSignatureOfAKnownKey_Refuses()
    {
        var good = SignedNote.Sign("text\n", TestKeys.Checkpoint);
        var other = SignedNote.Sign("other\n", TestKeys.Checkpoint).ToString();
        var mixed = SignedNote.Parse(good + other[(other.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
        Assert.False(mixed.Verify(Key, out var reason));
        Assert.Contains("does not fit", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_AnyByteChanged_Refuses() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), (position, mask) =>
        {
            var bytes = Encoding.UTF8.GetBytes(SignedNote.Sign("federation\n7\n", TestKeys.Checkpoint).ToString());
            bytes[position % bytes.Length] ^= (byte)mask;
            return !SignedNote.TryParse(Encoding.UTF8.GetString(bytes), out var note, out _) || !note.Verify(Key, out _);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n\n")]
    [InlineData("text\n\n— name AAAAAAE=")]
    [InlineData("text\n\n- name AAAAAAE=\n")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("text\n\n— name AAAAAAF=\n")]
    [InlineData("text\n\n— name  AAAAAAE=\n")]
    [InlineData("text\n\n— na+me AAAAAAE=\n")]
    [InlineData("text\n\n— na\u00a0me AAAAAAE=\n")]
    [InlineData("text\n\n— name AAAAAAE=\nmore\n")]
    [InlineData("te\rxt\n\n— name AAAAAAE=\n")]
    public void Parse_NotANote_Refuses(string note) => Refused.With(ErrorCodes.LedgerVerificationFailed, () => SignedNote.Parse(note));

    [Fact]
    public void Parse_ManySignatures_TakesSixteenAndRefusesThousands()
    {
        Assert.Equal(16, SignedNote.Parse("text\n\n" + string.Concat(Enumerable.Repeat("— name AAAAAAE=\n", 16))).Signatures.Length);
        Refused.With(ErrorCodes.LedgerVerificationFailed, () => SignedNote.Parse("text\n\n" + string.Concat(Enumerable.Repeat("— name AAAAAAE=\n", 2000))));
    }

    [Theory]
    [InlineData("no newline")]
    [InlineData("tab\there\n")]
    public void Sign_NotANoteText_Refuses(string text) =>
        Refused.With(ErrorCodes.LedgerVerificationFailed, () => SignedNote.Sign(text, TestKeys.Checkpoint));

    // Not a theory: attributes hold UTF-8, which has no lone surrogates.
    [Fact]
    public void Sign_LoneSurrogate_Refuses() =>
        Refused.With(ErrorCodes.LedgerVerificationFailed, () => SignedNote.Sign("lone \ud800\n", TestKeys.Checkpoint));
}

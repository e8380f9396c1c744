using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;

namespace Federated.Domain.Tests.Ledger;

public sealed class NoteVerifierKeyTests
{
    private static readonly NoteVerifierKey Key = TestKeys.Verifier(TestKeys.Checkpoint);

    [Fact]
    public void Parse_ItsText_GivesTheKey()
    {
        Assert.Equal(Key, NoteVerifierKey.Parse(Key.ToText()));
        Assert.NotEqual(Key, TestKeys.Verifier(TestKeys.Stranger));
        Assert.Equal(3, Key.ToText().Split('+', 3).Length);
    }

    [Fact]
    public void Parse_AnyByteChanged_Refuses() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), Gen.Choose(1, 127).ToArbitrary(), (position, mask) =>
        {
            var bytes = Encoding.ASCII.GetBytes(Key.ToText());
            bytes[position % bytes.Length] ^= (byte)mask;
            var refusal = Record.Exception(() => NoteVerifierKey.Parse(Encoding.ASCII.GetString(bytes)));
            return refusal is FederatedException { Code: var code } && code == ErrorCodes.LedgerVerificationFailed;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Signer_KeyOfAnotherCurveOrBadName_Refuses()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Refused.With(ErrorCodes.LedgerVerificationFailed, () => _ = new EcdsaNoteSigner("name", p384));
        Refused.With(ErrorCodes.LedgerVerificationFailed, () => _ = new EcdsaNoteSigner("na me", p256));
        Refused.With(ErrorCodes.LedgerVerificationFailed, () => _ = new EcdsaNoteSigner("na+me", p256));
        Refused.With(ErrorCodes.LedgerVerificationFailed, () => _ = new EcdsaNoteSigner("", p256));
    }

    [Fact]
    public void Verify_BrokenKeyOrSignature_IsFalse()
    {
        var signature = TestKeys.Checkpoint.Sign("m"u8);
        Assert.True(Key.Verify("m"u8, signature));
        Assert.False(Key.Verify("n"u8, signature));
        Assert.False(Key.Verify("m"u8, signature.AsSpan(1)));
        Assert.False(new NoteVerifierKey("name", [1, 2, 3]).Verify("m"u8, signature));
        Assert.False(new NoteVerifierKey("name", [.. TestKeys.Checkpoint.SubjectPublicKeyInfo, 0]).Verify("m"u8, signature));
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Ledger;

namespace Federated.Domain.Tests.Ledger;

/// <summary>No byte of an export can change unnoticed, with or without pinned keys.</summary>
public sealed class LedgerTamperTests
{
    private static readonly byte[] Export = Encoding.UTF8.GetBytes(SampleLedger.Export(SampleLedger.Entries));

    [Theory]
    [InlineData(0x01)] // digits and hex digits
    [InlineData(0x20)] // the case of letters
    public void Verify_EachByteFlipped_IsRefusedAndNamed(int mask)
    {
        for (var position = 0; position < Export.Length; position++)
            Assert.True(IsNamed(position, (byte)mask), $"byte {position} ^ {mask:x2}");
    }

    [Fact]
    public void Verify_LineFeedMadeACarriageReturn_IsRefusedAndNamed()
    {
        for (var position = 0; position < Export.Length; position++)
            Assert.True(Export[position] != (byte)'\n' || IsNamed(position, '\n' ^ '\r'), $"byte {position}");
    }

    [Fact]
    public void Verify_AnyByteChanged_IsRefusedAndNamed() =>
        Prop.ForAll(Gen.Choose(0, Export.Length - 1).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), (position, mask) => IsNamed(position, (byte)mask))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Verify_AnyByteLeftOutOrDoubled_IsRefusedAndNamed() =>
        Prop.ForAll(Gen.Choose(0, Export.Length - 1).ToArbitrary(), Gen.Elements(0, 2).ToArbitrary(), (position, copies) =>
            Named([.. Export[..position], .. Enumerable.Repeat(Export[position], copies), .. Export[(position + 1)..]], position))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static bool IsNamed(int position, byte mask)
    {
        var bytes = Export.ToArray();
        bytes[position] ^= mask;
        return Named(bytes, position);
    }

    // Where an entry is named, it is not one before the change.
    private static bool Named(byte[] bytes, int position)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        var verdict = LedgerVerifier.Verify(reader);
        var line = Export.AsSpan(0, position).Count((byte)'\n');
        return !verdict.Valid && verdict.FirstProblem is { Length: > 0 } && (verdict.AtIndex ?? line) >= line - 1;
    }
}

using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Ledger;

public sealed class CheckpointTests
{
    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    [Fact]
    public void Parse_C2spExample_ReadsItAndWritesItBack()
    {
        const string Text = $"example.com/behind-the-sofa\n20852163\n{Root}\n";
        var checkpoint = Checkpoint.Parse(Text);
        Assert.Equal("example.com/behind-the-sofa", checkpoint.Origin);
        Assert.Equal(20_852_163, checkpoint.Size);
        Assert.Equal(Convert.ToHexStringLower(Convert.FromBase64String(Root)), checkpoint.Root.ToString());
        Assert.Equal(Text, checkpoint.ToNoteText());
    }

    [Fact]
    public void Parse_AnyCheckpoint_RoundTrips() =>
        Prop.ForAll<NonNegativeInt, byte[]>((size, content) =>
        {
            var checkpoint = new Checkpoint("north sea, π", size.Get, ContentHash.Of(content ?? []));
            return Checkpoint.Parse(checkpoint.ToNoteText()) == checkpoint;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("o\n1\n")]
    [InlineData($"\n1\n{Root}\n")]
    [InlineData($"o\n01\n{Root}\n")]
    [InlineData($"o\n-1\n{Root}\n")]
    [InlineData($"o\n+1\n{Root}\n")]
    [InlineData($"o\n 1\n{Root}\n")]
    [InlineData($"o\n99999999999999999999\n{Root}\n")]
    [InlineData($"o\n1\n{Root}")]
    [InlineData($"o\n1\n{Root}\nextension\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")]
    [InlineData("o\n1\nAAAA\n")]
    public void Parse_NotTheExactForm_Refuses(string text) =>
        Refused.With(ErrorCodes.LedgerVerificationFailed, () => Checkpoint.Parse(text));

    [Fact]
    public void TryOpen_ReceiptOfTheSameKey_Refuses()
    {
        var note = SignedNote.Sign("federated/receipt/v1\n{}\n", TestKeys.Checkpoint).ToString();
        Assert.False(Checkpoint.TryOpen(note, TestKeys.Keys.Checkpoint, out _, out var reason));
        Assert.Contains("checkpoint of another form", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void TryOpen_SignedCheckpoint_GivesItToItsKeyAlone()
    {
        var checkpoint = new Checkpoint(TestKeys.Federation, 3, ContentHash.Of([3]));
        var note = checkpoint.Sign(TestKeys.Checkpoint);
        Assert.True(Checkpoint.TryOpen(note, TestKeys.Keys.Checkpoint, out var opened, out var reason), reason);
        Assert.Equal(checkpoint, opened);
        Assert.False(Checkpoint.TryOpen(note, TestKeys.Keys.Receipt, out opened, out _));
        Assert.Null(opened);
    }
}

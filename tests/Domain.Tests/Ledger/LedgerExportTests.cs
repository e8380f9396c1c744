using Federated.Domain.Errors;
using Federated.Domain.Ledger;

namespace Federated.Domain.Tests.Ledger;

public sealed class LedgerExportTests
{
    [Fact]
    public void Reader_WrittenExport_GivesHeaderEntriesAndNote()
    {
        var reader = new LedgerExportReader(new StringReader(SampleLedger.Export(SampleLedger.Entries)));
        Assert.Equal(TestKeys.Keys, reader.ReadHeader());
        var entries = new List<LedgerEntry>();
        while (reader.ReadEntry() is { } line)
            entries.Add(LedgerCodec.Decode(System.Text.Encoding.UTF8.GetBytes(line)));
        Assert.Equal(SampleLedger.Entries, entries);
        Assert.Null(reader.ReadEntry());
        Assert.True(Checkpoint.TryOpen(reader.CheckpointNote!, TestKeys.Keys.Checkpoint, out var checkpoint, out _));
        Assert.Equal(SampleLedger.Entries.Count, checkpoint.Size);
    }

    [Fact]
    public void Reader_TextInSmallPieces_ReadsTheSame()
    {
        var text = SampleLedger.Export(SampleLedger.Entries);
        Assert.True(LedgerVerifier.Verify(new TrickleReader(text)).Valid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("{}\n")]
    [InlineData("{\"format\":\"federated-ledger-export\",\"keys\":{},\"version\":1}\n")]
    [InlineData("not json\n")]
    [InlineData("no newline")]
    public void Reader_NotAnExport_Refuses(string text) => Refused.With(ErrorCodes.LedgerVerificationFailed,
        () => new LedgerExportReader(new StringReader(text)).ReadHeader());

    [Fact]
    public void Reader_EndlessLine_RefusesBeforeItFillsTheMemory() =>
        Refused.With(ErrorCodes.LedgerVerificationFailed, () => new LedgerExportReader(new EndlessReader()).ReadHeader());

    [Fact]
    public async Task Writer_StepsOutOfOrder_Throws()
    {
        var writer = new LedgerExportWriter(new StringWriter());
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.WriteAsync(SampleLedger.Entries[0]));
        await writer.BeginAsync(TestKeys.Keys);
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.BeginAsync(TestKeys.Keys));
    }

    [Fact]
    public async Task Writer_CheckpointOverAnotherSize_Refuses()
    {
        var writer = new LedgerExportWriter(new StringWriter());
        await writer.BeginAsync(TestKeys.Keys);
        await writer.WriteAsync(SampleLedger.Entries[0]);
        var note = new Checkpoint(TestKeys.Federation, 2, MerkleHash.EmptyRoot).Sign(TestKeys.Checkpoint);
        var refusal = await Assert.ThrowsAsync<FederatedException>(() => writer.CompleteAsync(note));
        Assert.Equal(ErrorCodes.LedgerVerificationFailed, refusal.Code);
    }

    [Fact]
    public async Task Writer_EntryThatIsNotOneLine_Refuses()
    {
        var writer = new LedgerExportWriter(new StringWriter());
        await writer.BeginAsync(TestKeys.Keys);
        foreach (var entry in new byte[][] { [], [(byte)'{', (byte)'\n', (byte)'}'], [0xff, 0xfe] })
            Assert.Equal(ErrorCodes.LedgerCorrupt, (await Assert.ThrowsAsync<FederatedException>(() => writer.WriteAsync(entry))).Code);
        Assert.Equal(0, writer.Entries);
    }

    private sealed class TrickleReader(string text) : TextReader
    {
        private int _at;

        public override int Read(char[] buffer, int index, int count)
        {
            var n = Math.Min(Math.Min(7, count), text.Length - _at);
            text.CopyTo(_at, buffer, index, n);
            _at += n;
            return n;
        }
    }

    private sealed class EndlessReader : TextReader
    {
        public override int Read(char[] buffer, int index, int count)
        {
            buffer.AsSpan(index, count).Fill('x');
            return count;
        }
    }
}

using System.Text;
using Federated.Domain.Errors;

namespace Federated.Domain.Ledger;

/// <summary>
/// Writes a ledger export (layout: <c>LedgerExportFormat</c>) without holding it: call <see cref="BeginAsync"/> once,
/// <see cref="WriteAsync(ReadOnlyMemory{byte})"/> for every entry in order, and <see cref="CompleteAsync"/> once.
/// </summary>
/// <param name="output">Receives the text; UTF-8 without a byte order mark where it becomes bytes. Not disposed.</param>
public sealed class LedgerExportWriter(TextWriter output)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private State _state;

    private enum State
    {
        New,
        Entries,
        Complete,
    }

    /// <summary>The number of entries written.</summary>
    public long Entries { get; private set; }

    /// <summary>Writes the header.</summary>
    public Task BeginAsync(FederationKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Advance(State.New, State.Entries);
        return output.WriteAsync(LedgerExportFormat.Header(keys) + "\n");
    }

    /// <summary>Writes the next entry from its canonical bytes, as the store holds them.</summary>
    /// <exception cref="FederatedException">FED-1401 when the bytes cannot be one line of text.</exception>
    public Task WriteAsync(ReadOnlyMemory<byte> entry)
    {
        Advance(State.Entries, State.Entries);
        if (entry.IsEmpty || entry.Span.ContainsAnyInRange((byte)0, (byte)0x1f))
            throw new FederatedException(ErrorCodes.LedgerCorrupt,
                $"Got entry {Entries} empty or with control characters, wanted canonical JSON on one line.");
        string line;
        try
        {
            line = Strict.GetString(entry.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new FederatedException(ErrorCodes.LedgerCorrupt,
                $"Got entry {Entries} that is not UTF-8, wanted canonical JSON.", inner: e);
        }

        Entries++;
        return output.WriteAsync(line + "\n");
    }

    /// <summary>Writes the next entry.</summary>
    public Task WriteAsync(LedgerEntry entry) => WriteAsync(LedgerCodec.Encode(entry));

    /// <summary>Writes the checkpoint and flushes.</summary>
    /// <param name="signedCheckpoint">The signed note of a checkpoint over exactly the entries written.</param>
    /// <exception cref="FederatedException">FED-1404 when it is not a note, or its size is another.</exception>
    public async Task CompleteAsync(string signedCheckpoint)
    {
        var checkpoint = Checkpoint.Parse(SignedNote.Parse(signedCheckpoint).Text);
        if (checkpoint.Size != Entries)
            throw LedgerExportFormat.Malformed($"a checkpoint over {checkpoint.Size} entries after writing {Entries}");
        Advance(State.Entries, State.Complete);
        await output.WriteAsync($"{LedgerExportFormat.Separator}\n{signedCheckpoint}").ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
    }

    private void Advance(State from, State to)
    {
        if (_state != from)
            throw new InvalidOperationException($"The export is in state {_state}, wanted {from}: begin, write the entries, complete.");
        _state = to;
    }
}

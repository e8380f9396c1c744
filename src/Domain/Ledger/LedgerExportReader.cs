using System.Text;
using Federated.Domain.Errors;

namespace Federated.Domain.Ledger;

/// <summary>
/// Reads a ledger export (layout: <c>LedgerExportFormat</c>) line by line. Lines end in LF alone: a reader that also took
/// CR would read damaged files as good ones. It checks the form, not the truth: that is <see cref="LedgerVerifier"/>'s.
/// </summary>
/// <param name="input">The text. Not disposed.</param>
public sealed class LedgerExportReader(TextReader input)
{
    private readonly char[] _buffer = new char[1 << 14];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The signed checkpoint note; null until <see cref="ReadEntry"/> returned null.</summary>
    public string? CheckpointNote { get; private set; }

    /// <summary>Reads the header; call it once, first.</summary>
    /// <returns>The keys the file names. They prove nothing by themselves: compare them with pinned ones.</returns>
    /// <exception cref="FederatedException">FED-1404 when the file is not an export.</exception>
    public FederationKeys ReadHeader() => LedgerExportFormat.ParseHeader(ReadLine() ?? throw LedgerExportFormat.Malformed("an empty file"));

    /// <summary>The text of the next entry, or null after the last one.</summary>
    /// <exception cref="FederatedException">FED-1404 when the file ends without a checkpoint.</exception>
    public string? ReadEntry()
    {
        if (_ended)
            return null;
        var line = ReadLine() ?? throw LedgerExportFormat.Malformed($"a file that ends without '{LedgerExportFormat.Separator}'");
        if (!string.Equals(line, LedgerExportFormat.Separator, StringComparison.Ordinal))
            return line;
        CheckpointNote = ReadRest();
        _ended = true;
        return null;
    }

    // The next line without its LF; null at the end of the text.
    private string? ReadLine()
    {
        StringBuilder? earlier = null;
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var lf = rest.IndexOf('\n');
            if (lf >= 0)
            {
                _start += lf + 1;
                return earlier is null ? rest[..lf].ToString() : earlier.Append(rest[..lf]).ToString();
            }

            earlier = (earlier ?? new StringBuilder()).Append(rest);
            if (earlier.Length > LedgerExportFormat.MaxLine)
                throw LedgerExportFormat.Malformed($"a line of more than {LedgerExportFormat.MaxLine} characters");
            if (!Fill())
                return earlier.Length == 0 ? null : throw LedgerExportFormat.Malformed("a file that ends inside a line");
        }
    }

    private string ReadRest()
    {
        var rest = new StringBuilder();
        do
        {
            rest.Append(_buffer.AsSpan(_start, _end - _start));
            if (rest.Length > LedgerExportFormat.MaxNote)
                throw LedgerExportFormat.Malformed($"a checkpoint of more than {LedgerExportFormat.MaxNote} characters");
        }
        while (Fill());
        return rest.ToString();
    }

    private bool Fill()
    {
        _start = 0;
        _end = input.Read(_buffer, 0, _buffer.Length);
        return _end > 0;
    }
}

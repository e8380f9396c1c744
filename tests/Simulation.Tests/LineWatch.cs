using System.Text;

namespace Federated.Simulation.Tests;

/// <summary>A writer whose lines can be waited for.</summary>
internal sealed class LineWatch : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _waiting = [];

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_lock)
        {
            _text.Append(value);
            if (value == '\n')
                Look();
        }
    }

    public Task Line(string text)
    {
        lock (_lock)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((text, seen));
            Look();
            return seen.Task;
        }
    }

    public override string ToString()
    {
        lock (_lock)
            return _text.ToString();
    }

    private void Look()
    {
        var text = _text.ToString();
        foreach (var (wanted, seen) in _waiting)
        {
            if (text.Contains(wanted, StringComparison.Ordinal))
                seen.TrySetResult();
        }
    }
}

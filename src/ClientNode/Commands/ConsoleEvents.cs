using System.Globalization;
using Federated.ClientNode.Node;
using Federated.Domain.Rounds;
using Spectre.Console;

namespace Federated.ClientNode.Commands;

/// <summary>One line an event: time, round, what. Coloured on a terminal, plain elsewhere.</summary>
/// <param name="console">Where a terminal's lines go.</param>
/// <param name="plain">Where plain lines go; null on a terminal.</param>
/// <param name="time">The clock.</param>
public sealed class ConsoleEvents(IAnsiConsole console, TextWriter? plain, TimeProvider time) : INodeEvents
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Say(RoundId? round, string what, NodeEventLevel level = NodeEventLevel.Information)
    {
        var said = new NodeEvent(time.GetLocalNow(), round, what, level);
        lock (_gate)
        {
            if (plain is not null)
            {
                plain.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{said.At:yyyy-MM-ddTHH:mm:ss.fffzzz} {Label(level)}{Name(round)} {what}"));
                plain.Flush();
            }
            else
            {
                console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{said.At:HH:mm:ss}[/] [blue]{Name(round)}[/] [{Colour(level)}]{what}[/]");
            }
        }
    }

    private static string Name(RoundId? round) => round?.ToString() ?? "node";

    private static string Label(NodeEventLevel level) => level switch
    {
        NodeEventLevel.Alarm => "ALARM ",
        NodeEventLevel.Warning => "warning ",
        _ => string.Empty,
    };

    private static string Colour(NodeEventLevel level) => level switch
    {
        NodeEventLevel.Alarm => "bold red",
        NodeEventLevel.Warning => "yellow",
        _ => "default",
    };
}

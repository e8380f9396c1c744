using System.CommandLine;
using Federated.ClientNode.Node;
using Spectre.Console;

namespace Federated.ClientNode.Commands;

/// <summary>What every command gets.</summary>
/// <param name="Directory">The option that names the node's folder.</param>
/// <param name="Time">The clock.</param>
/// <param name="Terminal">True when standard output is a terminal.</param>
/// <param name="Console">Formats for terminals.</param>
/// <param name="Out">Standard output.</param>
public sealed record CommandContext(Option<string?> Directory, TimeProvider Time, bool Terminal, IAnsiConsole Console, TextWriter Out)
{
    /// <summary>The node's folder.</summary>
    public NodeDirectory DirectoryOf(ParseResult arguments) => NodeDirectory.Resolve(arguments.GetValue(Directory));

    /// <summary>Prints pairs, aligned.</summary>
    public void PrintPairs(IEnumerable<(string Name, string Value)> pairs)
    {
        if (!Terminal)
        {
            foreach (var (name, value) in pairs)
                Out.WriteLine($"{name}: {value}");
            return;
        }

        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, value) in pairs)
            grid.AddRow(new Markup($"[grey]{Markup.Escape(name)}[/]"), new Text(value));
        Console.Write(grid);
    }
}

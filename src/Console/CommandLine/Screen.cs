using Spectre.Console;

namespace Federated.ConsoleApp.CommandLine;

/// <summary>Writes results: tables with borders to a person, aligned columns to a pipe. Lines are never wrapped or cut.</summary>
/// <param name="services">Where to.</param>
public sealed class Screen(FedServices services)
{
    /// <summary>One line.</summary>
    public void Line(string text = "") => services.Out.WriteLine(text);

    /// <summary>One line on standard error.</summary>
    public void Remark(string text) => services.Error.WriteLine(text);

    /// <summary>One line that must not be overlooked: red to a person.</summary>
    public void Warning(string text)
    {
        if (services.Interactive)
            services.Terminal.Write(new Text(text + "\n", new Style(Color.Red)));
        else
            Line(text);
    }

    /// <summary>A named value.</summary>
    public void Fact(string name, object value) => services.Out.WriteLine(FormattableString.Invariant($"{name + ":",-18} {value}"));

    /// <summary>A table; numbers are set to the right.</summary>
    /// <param name="headings">One for each column; a heading that starts with '#' marks a column of numbers.</param>
    /// <param name="rows">As many cells as headings.</param>
    public void Table(IReadOnlyList<string> headings, IReadOnlyList<string[]> rows)
    {
        if (services.Interactive)
            services.Terminal.Write(Bordered(headings, rows));
        else
            WriteColumns(headings, rows);
    }

    private static Table Bordered(IReadOnlyList<string> headings, IReadOnlyList<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var heading in headings)
        {
            var column = new TableColumn(Markup.Escape(heading.TrimStart('#')));
            table.AddColumn(heading.StartsWith('#') ? column.RightAligned() : column);
        }

        foreach (var row in rows)
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        return table;
    }

    private void WriteColumns(IReadOnlyList<string> headings, IReadOnlyList<string[]> rows)
    {
        string[] names = [.. headings.Select(heading => heading.TrimStart('#'))];
        int[] widths = [.. names.Select((name, column) => rows.Select(row => row[column].Length).Append(name.Length).Max())];
        foreach (var row in rows.Prepend(names))
        {
            var cells = row.Select((cell, column) => headings[column].StartsWith('#') ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            services.Out.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}

using System.CommandLine;
using Federated.ClientNode.Data;

namespace Federated.ClientNode.Commands;

/// <summary><c>fed-node data</c>: shows or sets the data source.</summary>
public static class DataCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        var options = new DataOptions();
        var command = new Command("data", "Show the data source, or set it; a running node takes it up at its next start");
        options.AddTo(command);
        command.SetAction(arguments =>
        {
            var directory = context.DirectoryOf(arguments);
            var node = directory.Load();
            if (options.Read(arguments) is { } source)
            {
                var holds = DataCheck.Open(source);
                directory.Save(node with { Data = source });
                context.Out.WriteLine($"Data: {source}, {holds}.");
            }
            else
            {
                context.Out.WriteLine(node.Data is null
                    ? "No data source is set. Set one with --idx-images FILE --idx-labels FILE, or --csv FILE."
                    : $"Data: {node.Data}, {DataCheck.Open(node.Data)}.");
            }

            return 0;
        });
        return command;
    }
}

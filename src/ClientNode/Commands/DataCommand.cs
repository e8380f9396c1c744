using System.CommandLine;
using Federated.ClientNode.Data;
using Federated.ClientNode.Node;
using Federated.ClientNode.Privacy;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Data;

namespace Federated.ClientNode.Commands;

/// <summary><c>fed-node data</c>: shows or sets the data source, and holds it against a plan.</summary>
public static class DataCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        var options = new DataOptions();
        var plan = new Option<string?>("--plan") { Description = "Read the data as this plan wants them, as a round would, and say what is wrong or what they hold", HelpName = "FILE" };
        var command = new Command("data", "Show the data source, or set it; a running node takes it up at its next start");
        options.AddTo(command);
        command.Options.Add(plan);
        command.SetAction(arguments =>
        {
            var directory = context.DirectoryOf(arguments);
            var node = directory.Load();
            var named = options.Read(arguments);
            if ((named ?? node.Data) is not { } source)
            {
                context.Out.WriteLine("No data source is set. Set one with --csv FILE, --jsonl FILE, --idx-images FILE --idx-labels FILE, --npz FILE, --npy FILE or --text FILE.");
                return 0;
            }

            var holds = arguments.GetValue(plan) is { } file ? Against(directory, source, file) : DataCheck.Open(source);
            if (named is not null)
                directory.Save(node with { Data = source });
            context.Out.WriteLine($"Data: {source}, {holds}.");
            return 0;
        });
        return command;
    }

    private static string Against(NodeDirectory directory, DataSource source, string file)
    {
        try
        {
            return DataCheck.Against(source, RunPlanFile.Parse(File.ReadAllText(file)), new Pseudonyms(NodeSecret.LoadOrCreate(directory.SamplingSecret).Bytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FederatedException(ErrorCodes.PlanUnreadable, $"The plan {file} cannot be read: {e.Message} Ask the coordinator for it.", inner: e);
        }
    }
}

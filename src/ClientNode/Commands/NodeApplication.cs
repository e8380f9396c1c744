using System.CommandLine;
using Federated.Domain.Errors;
using Federated.Protocol;
using Spectre.Console;

namespace Federated.ClientNode.Commands;

/// <summary>The command line of fed-node. Exit codes: 0 done, 1 an expected failure, 2 wrong usage.</summary>
public static class NodeApplication
{
    /// <summary>How long a stopped command may take to put its things in order.</summary>
    private static readonly TimeSpan StopLimit = Times.Connect;

    /// <summary>Runs a command line.</summary>
    public static async Task<int> Run(string[] arguments, TextWriter output, TextWriter errors, TimeProvider time, CancellationToken cancellationToken = default)
    {
        // '@FILE' is a token's file here, not a file of further arguments.
        var parsed = Build(output, time).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                errors.WriteLine($"{ErrorCodes.UsageInvalid}: {error.Message}");
            errors.WriteLine("'fed-node --help' shows the commands, 'fed-node COMMAND --help' their options.");
            return 2;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = output, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopLimit,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (FederatedException e)
        {
            errors.WriteLine($"{e.Code}: {e.Message}");
            return e.Code == ErrorCodes.UsageInvalid ? 2 : 1;
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine("stopped");
            return 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{ErrorCodes.StorageUnavailable}: {e.Message} Check the folder, its permissions and the free space.");
            return 1;
        }
    }

    private static RootCommand Build(TextWriter output, TimeProvider time)
    {
        var directory = new Option<string?>("--dir")
        {
            Description = $"The node's folder; default {Node.NodeDirectory.EnvironmentVariable}, else the current one", HelpName = "FOLDER", Recursive = true,
        };
        var terminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        var context = new CommandContext(directory, time, terminal, AnsiConsole.Console, output);
        return new RootCommand("The node of a partner in a federation: trains on data that never leave the house.")
        {
            directory,
            EnrolCommand.Create(context),
            DataCommand.Create(context),
            RunCommand.Create(context),
            StatusCommand.Create(context),
            VerifyCommand.Create(context),
        };
    }
}

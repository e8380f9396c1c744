using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Federated.ConsoleApp.Commands;
using Federated.Domain.Errors;

namespace Federated.ConsoleApp.CommandLine;

/// <summary>
/// The command line of <c>fed</c>. Exit codes: 0 done, 1 an expected failure (<c>FED-1301: what and what to do</c> on standard error),
/// 2 a command line that makes no sense, 130 interrupted.
/// </summary>
/// <param name="services">What commands touch.</param>
public sealed class FedApplication(FedServices services)
{
    /// <summary>A command line that makes no sense.</summary>
    public const int UsageError = 2;

    /// <summary>An expected failure.</summary>
    public const int Failure = 1;

    /// <summary>Interrupted, as a shell reports SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>The commands.</summary>
    public RootCommand Build()
    {
        var credentials = new Option<string?>("--credentials")
        {
            Description = "The credentials file of a coordinator or officer. Default: $FED_CREDENTIALS, then ./coordinator.fed.json.",
            HelpName = "FILE",
            Recursive = true,
        };
        var context = new CommandContext(services, credentials);
        return new RootCommand("Coordinates federated learning: agree with partners, launch and watch runs, check the ledger.")
        {
            credentials,
            RunCommands.Create(context),
            QueryCommands.Create(context),
            PartnerCommands.Create(context),
            LedgerCommands.Create(context),
            ModelCommands.Create(context),
            PlanCommands.Create(context),
            DataCommands.Create(context),
            PrivacyCommands.Create(context),
            DemoCommand.Create(context),
            SimulateCommand.Create(context),
            SampleCommand.Create(context),
        };
    }

    /// <summary>Parses and runs one command line.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var parsed = Build().Parse(arguments);
        if (parsed.Action is ParseErrorAction)
            return ReportUsage(parsed);
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = services.Out,
                    Error = services.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellationToken);
        }
        catch (FederatedException e)
        {
            await services.Error.WriteLineAsync($"{e.Code}: {e.Message}");
            return Failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await services.Error.WriteLineAsync($"{ErrorCodes.StorageUnavailable}: {e.Message}");
            return Failure;
        }
    }

    private int ReportUsage(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
            services.Error.WriteLine(error.Message);
        var path = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: var command })
                path.Push(command is RootCommand ? "fed" : command.Name);
        }

        services.Error.WriteLine($"'{string.Join(' ', path)} --help' shows what it takes.");
        return UsageError;
    }
}

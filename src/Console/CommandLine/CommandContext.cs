using System.CommandLine;
using Federated.ConsoleApp.Federation;

namespace Federated.ConsoleApp.CommandLine;

/// <summary>What every command shares: the services and the global options.</summary>
/// <param name="Services">What commands touch.</param>
/// <param name="Credentials">The option <c>--credentials</c>.</param>
public sealed record CommandContext(FedServices Services, Option<string?> Credentials)
{
    /// <summary>Where results go.</summary>
    public Screen Screen { get; } = new(Services);

    /// <summary>A client of the federation that the credentials name.</summary>
    public FederationClient Connect(ParseResult parsed)
    {
        var credentials = CredentialsFile.Read(CredentialsFile.Locate(parsed.GetValue(Credentials), Services));
        return new FederationClient(credentials, Services.Connect(credentials));
    }

    /// <summary>An action that may fail with an expected failure.</summary>
    public static Command WithAction(Command command, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        command.SetAction(action);
        return command;
    }
}

using Federated.Protocol.Enrolment;
using Federated.Protocol.Transport;
using Spectre.Console;

namespace Federated.ConsoleApp.CommandLine;

/// <summary>What a command touches outside itself, so that tests can stand in for it.</summary>
public sealed record FedServices
{
    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Failures and remarks.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The terminal behind <see cref="Out"/>.</summary>
    public required IAnsiConsole Terminal { get; init; }

    /// <summary>True when a person looks at a terminal; false gives plain lines.</summary>
    public required bool Interactive { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Relative paths start here.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Makes the connection to a silo.</summary>
    public Func<ConsoleCredentials, HttpMessageHandler> Connect { get; init; } =
        credentials => FederationHttp.CreateHandler(credentials.AuthorityPem, credentials.CertificatePem, credentials.PrivateKeyPem);

    /// <summary>The real process.</summary>
    public static FedServices ForProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        Terminal = AnsiConsole.Console,
        Interactive = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive,
        CurrentDirectory = Directory.GetCurrentDirectory(),
    };

    /// <summary>A path as the user meant it.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, CurrentDirectory);
}

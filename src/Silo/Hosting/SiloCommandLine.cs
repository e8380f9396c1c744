using System.CommandLine;
using Federated.Domain.Errors;

namespace Federated.Silo.Hosting;

/// <summary>The command line of <c>fed-silo</c>.</summary>
public static class SiloCommandLine
{
    private static readonly Option<string> Data = new("--data") { Description = "The folder that holds the federation.", Required = true, HelpName = "DIR" };
    private static readonly Option<int> ConsolePort = Port("--console-port", "Port of the console and enrolment listener; 0 picks one and keeps it.", SiloOptions.DefaultConsolePort);
    private static readonly Option<int> NodePort = Port("--node-port", "Port of the node listener; 0 picks one and keeps it.", SiloOptions.DefaultNodePort);
    private static readonly Option<int> OrleansPort = Port("--silo-port", "Port of Orleans between silos, on loopback; 0 picks one.", 0);
    private static readonly Option<int> GatewayPort = Port("--gateway-port", "Port of the Orleans gateway, on loopback; 0 means none.", 0);
    private static readonly Option<string> Listen = new("--listen") { Description = "The IP address to listen on.", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<string[]> PublicHost = new("--public-host") { Description = "A name under which partners reach this silo; may be repeated.", HelpName = "NAME" };
    private static readonly Option<long> MaxStagedBytes = new("--max-staged-bytes") { Description = "Most bytes of updates staged at one time.", HelpName = "N", DefaultValueFactory = _ => 1L << 30 };
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Log what happens, not only what is wrong." };

    /// <summary>The command, with <paramref name="run"/> as its action.</summary>
    public static RootCommand Create(Func<SiloOptions, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand("The coordinator of a federation: grains, HTTPS listeners and storage in one process.")
        {
            Data, ConsolePort, NodePort, Listen, PublicHost, OrleansPort, GatewayPort, MaxStagedBytes, Verbose,
        };
        command.SetAction((result, cancellationToken) => run(Read(result), cancellationToken));
        return command;
    }

    /// <summary>The options that the arguments name.</summary>
    /// <exception cref="FederatedException">FED-1605 when the arguments are not understood.</exception>
    public static SiloOptions Parse(string[] args)
    {
        var result = Create((_, _) => Task.FromResult(0)).Parse(args);
        return result.Errors.Count == 0
            ? Read(result)
            : throw new FederatedException(ErrorCodes.UsageInvalid, $"{string.Join(" ", result.Errors.Select(e => e.Message))} 'fed-silo --help' lists the options.");
    }

    private static SiloOptions Read(ParseResult result) => new()
    {
        DataDirectory = result.GetRequiredValue(Data),
        ConsolePort = result.GetValue(ConsolePort),
        NodePort = result.GetValue(NodePort),
        SiloPort = result.GetValue(OrleansPort),
        GatewayPort = result.GetValue(GatewayPort),
        ListenAddress = result.GetValue(Listen)!,
        PublicHosts = [.. result.GetValue(PublicHost) ?? []],
        MaxStagedBytes = result.GetValue(MaxStagedBytes),
        Verbose = result.GetValue(Verbose),
    };

    private static Option<int> Port(string name, string description, int value) =>
        new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
}

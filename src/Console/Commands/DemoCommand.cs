using System.CommandLine;
using Federated.ConsoleApp.CommandLine;

namespace Federated.ConsoleApp.Commands;

public static class DemoCommand
{
    public static Command Create(CommandContext context) => new("demo", "x");
}

using Federated.Domain.Errors;

namespace Federated.ConsoleApp.Demo;

/// <summary>The programs that the demo starts.</summary>
/// <param name="Silo">fed-silo.</param>
/// <param name="Node">fed-node.</param>
public sealed record Executables(string Silo, string Node)
{
    /// <summary>
    /// Those built with this one: bin/Silo/CONFIGURATION/fed-silo beside bin/Console/CONFIGURATION/fed.
    /// </summary>
    /// <param name="silo">Another fed-silo, or null.</param>
    /// <param name="node">Another fed-node, or null.</param>
    public static Executables Locate(string? silo, string? node)
    {
        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var configuration = Path.GetFileName(here);
        var bin = Path.GetFullPath(Path.Combine(here, "..", ".."));
        return new(
            silo ?? Path.Combine(bin, "Silo", configuration, "fed-silo"),
            node ?? Path.Combine(bin, "ClientNode", configuration, "fed-node"));
    }

    /// <summary>Returns when both are there.</summary>
    /// <exception cref="FederatedException">FED-1601 names the one that is not.</exception>
    public void Check()
    {
        foreach (var path in (string[])[Silo, Node])
        {
            if (!File.Exists(path))
                throw new FederatedException(ErrorCodes.ConfigurationInvalid, $"Got no program at {path}, wanted {Path.GetFileName(path)}. Run ./demo, which builds it, or name it with --silo and --node.");
        }
    }
}

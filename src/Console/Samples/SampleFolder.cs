using Federated.Domain.Errors;

namespace Federated.ConsoleApp.Samples;

/// <summary>Finds the project's samples from where the program or its user is.</summary>
public static class SampleFolder
{
    /// <summary>The nearest folder <c>samples</c> with plans in it, above the program, else above <paramref name="currentDirectory"/>.</summary>
    /// <exception cref="FederatedException">FED-1601 when there is none.</exception>
    public static string Locate(string currentDirectory)
    {
        foreach (var start in (string[])[AppContext.BaseDirectory, currentDirectory])
        {
            for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
            {
                var samples = Path.Combine(at.FullName, "samples");
                if (Directory.Exists(Path.Combine(samples, "plans")))
                    return samples;
            }
        }

        throw new FederatedException(ErrorCodes.ConfigurationInvalid,
            $"Got no folder samples/plans above {AppContext.BaseDirectory} or {currentDirectory}; name it with --samples DIR.");
    }
}

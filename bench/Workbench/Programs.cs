namespace Federated.Workbench;

/// <summary>Where the built programs lie: beside the bench in the artifacts folder.</summary>
public static class Programs
{
    public static string Silo => Find("Silo", "fed-silo");

    private static string Find(string project, string program)
    {
        // artifacts/<sources>/bin/<bench>/<configuration>/
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, program);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built; build the bench with 'dotnet build -c Release'.", path);
    }
}

namespace Federated.EndToEnd.Processes;

/// <summary>Where the built programs lie: beside this test assembly in the artifacts folder.</summary>
public static class Programs
{
    public static string Silo => Find("EndToEnd.Silo", "fed-silo-under-test");

    public static string Node => Find("ClientNode", "fed-node");

    public static string Console => Find("Console", "fed");

    private static string Find(string project, string program)
    {
        // artifacts/<sources>/bin/EndToEnd/<configuration>/
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, program);
        Assert.True(File.Exists(path), $"{path} is not built; build Federated.sln in the configuration '{here.Name}' first.");
        return path;
    }
}

using System.Text.Json.Nodes;

namespace Federated.EndToEnd.Processes;

/// <summary>A real <c>fed-node</c> in a directory of its own, with a small CSV of its own.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private Program? _program;

    private NodeProcess(string name, string directory)
    {
        Name = name;
        Directory = directory;
    }

    public string Name { get; }

    public string Directory { get; }

    public Program Program => _program ?? throw new InvalidOperationException("The node is not started.");

    /// <summary>Enrols with a join token and points the node at its data.</summary>
    public static async Task<NodeProcess> Enrol(TestFederation federation, string name, int seed)
    {
        var node = new NodeProcess(name, Path.Combine(federation.Directory, name));
        System.IO.Directory.CreateDirectory(node.Directory);
        var data = Path.Combine(node.Directory, "data.csv");
        await File.WriteAllTextAsync(data, TinyData.Csv(seed));
        var (code, output) = await Program.Run(Programs.Node, "enrol", await federation.Invite(name), "--dir", node.Directory, "--csv", data);
        Assert.True(code == 0, output);
        return node;
    }

    /// <summary>Lets the node take part in any number of private runs: a class of tests makes more than a real partner would.</summary>
    public void LiftCeilings()
    {
        var file = Path.Combine(Directory, "node.json");
        var node = JsonNode.Parse(File.ReadAllText(file))!;
        node["ceilings"]!["maxEpsilonPerRecord"] = 1e6;
        node["ceilings"]!["maxEpsilonPerPartner"] = 1e6;
        File.WriteAllText(file, node.ToJsonString());
    }

    public void Start() => _program = Program.Start(Programs.Node, ["run", "--dir", Directory]);

    public ValueTask DisposeAsync() => _program?.DisposeAsync() ?? ValueTask.CompletedTask;
}

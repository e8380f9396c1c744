using Federated.ClientNode.Ceilings;
using Federated.ClientNode.Node;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;

namespace Federated.ClientNode.Tests.Node;

public sealed class NodeDirectoryTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_ThenLoad_IsTheSame()
    {
        var directory = new NodeDirectory(_folder.Path);
        var node = Samples.Node with { Ceilings = new PartnerCeilings { MaxRounds = 7, AllowedRuns = ["a-*"] }, Data = new() { Csv = "/data.csv" } };
        directory.Save(node);
        var loaded = directory.Load();
        Assert.Equal(node.Keys, loaded.Keys);
        Assert.Equal(node.Data, loaded.Data);
        Assert.Equal(7, loaded.Ceilings.MaxRounds);
        Assert.Equal(["a-*"], loaded.Ceilings.AllowedRuns.ToArray());
        Assert.False(File.Exists(directory.Configuration + ".tmp"));
    }

    [Fact]
    public void Load_MisspeltCeiling_IsRefused()
    {
        var directory = new NodeDirectory(_folder.Path);
        directory.Save(Samples.Node);
        File.WriteAllText(directory.Configuration, File.ReadAllText(directory.Configuration).Replace("maxRounds", "maxRound", StringComparison.Ordinal));
        var refused = Assert.Throws<FederatedException>(directory.Load);
        Assert.Equal(ErrorCodes.StorageCorrupt, refused.Code);
        Assert.Contains("maxRound", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoNode_SaysHowToEnrol()
    {
        var refused = Assert.Throws<FederatedException>(() => new NodeDirectory(_folder.Path).Load());
        Assert.Contains("fed-node enrol", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TakeLock_Twice_IsRefused()
    {
        var directory = new NodeDirectory(_folder.Path);
        using (directory.TakeLock())
            Assert.Throws<FederatedException>(directory.TakeLock);
        directory.TakeLock().Dispose();
    }
}

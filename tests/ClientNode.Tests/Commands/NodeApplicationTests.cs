using Federated.ClientNode.Commands;
using Federated.ClientNode.Node;
using Federated.ClientNode.Tests.Support;

namespace Federated.ClientNode.Tests.Commands;

public sealed class NodeApplicationTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose() => _folder.Dispose();

    private Task<int> Run(params string[] arguments) => NodeApplication.Run(arguments, _output, _errors, new InstantTime());

    [Theory]
    [InlineData]
    [InlineData("nonsense")]
    [InlineData("enrol")]
    [InlineData("run", "--nonsense")]
    public async Task Run_WrongUsage_Is2(params string[] arguments)
    {
        Assert.Equal(2, await Run(arguments));
        Assert.StartsWith("FED-1605:", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FED-1601", "status")]
    [InlineData("FED-1601", "run")]
    [InlineData("FED-1103", "enrol", "nonsense")]
    [InlineData("FED-1103", "enrol", "@/no/such/file")]
    [InlineData("FED-1501", "enrol", "nonsense", "--csv", "/no/such/file")]
    public async Task Run_ExpectedFailure_Is1WithItsCodeAndNoStack(string code, params string[] arguments)
    {
        Assert.Equal(1, await Run([.. arguments, "--dir", _folder.Path]));
        Assert.StartsWith($"{code}: ", _errors.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_Csv_IsCheckedAndStoredWithItsWholePath()
    {
        var directory = new NodeDirectory(_folder.Path);
        directory.Save(Samples.Node);
        await File.WriteAllTextAsync(_folder["data.csv"], "a,b\n1,2\n");
        Assert.Equal(0, await Run("data", "--csv", _folder["data.csv"], "--dir", _folder.Path));
        Assert.Equal(_folder["data.csv"], directory.Load().Data!.Csv);
        Assert.Equal(0, await Run("data", "--dir", _folder.Path));
        Assert.Contains("1 lines of 2 columns", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_HalfASource_IsWrongUsage()
    {
        new NodeDirectory(_folder.Path).Save(Samples.Node);
        Assert.Equal(2, await Run("data", "--idx-images", "x", "--dir", _folder.Path));
    }
}

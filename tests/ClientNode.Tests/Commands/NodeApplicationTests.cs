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
    public async Task Data_AgainstAPlan_SaysWhereItDoesNotFitBeforeAnyRound()
    {
        var directory = new NodeDirectory(_folder.Path);
        directory.Save(Samples.Node);
        await File.WriteAllTextAsync(_folder["plan.json"], """
            {"name":"tiny","model":{"kind":"logistic","inputs":1,"outputs":2},"privacy":{"mode":"none"},"cohort":{"size":1,"quorum":1},"rounds":1,
            "data":{"features":[{"name":"age","minimum":0,"maximum":120}],"label":"ill","classes":["no","yes"]}}
            """);
        await File.WriteAllTextAsync(_folder["bad.jsonl"], "{\"age\": 30, \"ill\": \"no\"}\n{\"age\": 300, \"ill\": \"no\"}\n");
        await File.WriteAllTextAsync(_folder["good.jsonl"], "{\"age\": 30, \"ill\": \"no\"}\n{\"age\": 40, \"ill\": \"yes\"}\n");

        Assert.Equal(1, await Run("data", "--jsonl", _folder["bad.jsonl"], "--plan", _folder["plan.json"], "--dir", _folder.Path));
        Assert.Contains("line 2, field 'age': the value is outside the declared range 0 to 120", _errors.ToString(), StringComparison.Ordinal);
        Assert.Null(directory.Load().Data);
        Assert.Equal(0, await Run("data", "--jsonl", _folder["good.jsonl"], "--plan", _folder["plan.json"], "--dir", _folder.Path));
        Assert.Contains("2 examples to train on and 0 to measure on, of 1 inputs, per class no: 1, yes: 1", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await Run("data", "--plan", _folder["none.json"], "--dir", _folder.Path));
    }

    [Theory]
    [InlineData("2 examples of 3 features", "--npz", "plain.npz")]
    [InlineData("1 text files of 5 characters", "--text", "a.txt")]
    [InlineData("1 records", "--jsonl", "a.jsonl")]
    public async Task Data_OfEveryKind_IsOpenedAndStored(string holds, string option, string file)
    {
        new NodeDirectory(_folder.Path).Save(Samples.Node);
        await File.WriteAllTextAsync(_folder["a.txt"], "hello");
        await File.WriteAllTextAsync(_folder["a.jsonl"], "{}");
        using (var archive = System.IO.Compression.ZipFile.Open(_folder["plain.npz"], System.IO.Compression.ZipArchiveMode.Create))
        using (var entry = archive.CreateEntry("x.npy").Open())
        {
            const string Header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }";
            entry.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)Header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(Header), 1, 2, 3, 4, 5, 6]);
        }

        Assert.Equal(0, await Run("data", option, _folder[file], "--dir", _folder.Path));
        Assert.Equal(0, await Run("data", "--dir", _folder.Path));
        Assert.Equal(2, _output.ToString().Split(holds).Length - 1);
    }

    [Fact]
    public async Task Data_HalfASource_IsWrongUsage()
    {
        new NodeDirectory(_folder.Path).Save(Samples.Node);
        Assert.Equal(2, await Run("data", "--idx-images", "x", "--dir", _folder.Path));
    }
}

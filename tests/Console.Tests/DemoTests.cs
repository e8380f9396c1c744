using Federated.ConsoleApp.Demo;
using Federated.ConsoleApp.Watch;
using Federated.Domain.Errors;
using Federated.Training.Data;

namespace Federated.ConsoleApp.Tests;

public sealed class DemoTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fed-demo-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(5, 0.5)]
    [InlineData(7, 0.05)]
    public void Shares_OfWdbc_AreDisjointAndCompleteAndApartFromWhatIsHeldOut(int partners, double alpha)
    {
        var options = Options() with { Partners = partners, Alpha = alpha };
        var plan = DemoPlan.Read(options);
        var columns = PlanData.Columns(plan.Data);
        using var directory = DemoDirectory.Open(options);

        var shares = DemoShares.Write(options, plan, directory);

        var all = Rows(CsvDatasetReader.Read(Path.Combine(options.Samples, "wdbc", "wdbc.csv"), columns));
        var heldOut = Rows(CsvDatasetReader.Read(Path.Combine(directory.HeldOut, "held-out.csv"), columns));
        var given = options.PartnerNames.Select(partner => Rows(CsvDatasetReader.Read(Path.Combine(directory.PartnerData(partner), "data.csv"), columns))).ToArray();
        Assert.Equal(all.Order(StringComparer.Ordinal), given.SelectMany(rows => rows).Concat(heldOut).Order(StringComparer.Ordinal));
        Assert.Equal(all.Length / DemoShares.HeldOutPart, heldOut.Length);
        Assert.Equal(given.Select(rows => rows.Length), shares.Select(share => share.Examples));
        Assert.Equal(options.PartnerNames, shares.Select(share => share.Partner));
    }

    [Fact]
    public void Shares_SameSeed_AreTheSameFiles()
    {
        var options = Options();
        var plan = DemoPlan.Read(options);
        string[] Write()
        {
            using var directory = DemoDirectory.Open(options);
            DemoShares.Write(options, plan, directory);
            return [.. options.PartnerNames.Select(partner => File.ReadAllText(Path.Combine(directory.PartnerData(partner), "data.csv")))];
        }

        Assert.Equal(Write(), Write());
    }

    [Fact]
    public void Shares_WithoutFashionMnist_SaysWhatToInstall()
    {
        var options = Options() with { Dataset = DemoDataset.FashionMnist, FashionMnist = Path.Combine(_folder.FullName, "nowhere") };
        using var directory = DemoDirectory.Open(options);
        var refusal = Assert.Throws<FederatedException>(() => DemoShares.Write(options, DemoPlan.Read(options), directory));
        Assert.Equal(ErrorCodes.DataUnreadable, refusal.Code);
        Assert.Contains("apt-get install dataset-fashion-mnist", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wdbc", "hospital-1")]
    [InlineData("fashion-mnist", "partner-1")]
    public void Options_Dataset_NamesItsPartnersAndItsPlan(string name, string first)
    {
        var options = Options() with { Dataset = DemoDataset.Parse(name), Partners = 3, Rounds = 2 };
        Assert.Equal(first, options.PartnerNames[0]);
        Assert.Equal(3, options.PartnerNames.Count);
        var plan = DemoPlan.Read(options);
        Assert.Equal((3, 3, 2), (plan.Cohort.Size, plan.Cohort.Quorum, plan.Rounds));
    }

    [Fact]
    public void Directory_WithFilesOfSomebodyElse_IsRefusedAndUntouched()
    {
        var options = Options();
        Directory.CreateDirectory(options.Home);
        var file = Path.Combine(options.Home, "thesis.txt");
        File.WriteAllText(file, "mine");
        Assert.Equal(ErrorCodes.ConfigurationInvalid, Assert.Throws<FederatedException>(() => DemoDirectory.Open(options)).Code);
        Assert.Equal([file], Directory.GetFileSystemEntries(options.Home));
    }

    [Fact]
    public void Directory_OfAnEarlierDemo_LosesOnlyWhatADemoMakes()
    {
        var options = Options();
        using (var first = DemoDirectory.Open(options))
        {
            Directory.CreateDirectory(first.Federation);
            File.WriteAllText(first.Model, "old");
            File.WriteAllText(Path.Combine(options.Home, "notes.txt"), "mine");
        }

        using var second = DemoDirectory.Open(options);
        Assert.False(second.Continues);
        Assert.False(Directory.Exists(second.Federation));
        Assert.False(File.Exists(second.Model));
        Assert.True(File.Exists(Path.Combine(options.Home, "notes.txt")));
    }

    [Fact]
    public void Directory_Kept_GoesOnWithTheSameSharesOnly()
    {
        var options = Options() with { Keep = true };
        using (var first = DemoDirectory.Open(options))
        {
            Assert.False(first.Continues);
            File.WriteAllText(first.Model, "old");
        }

        using (var second = DemoDirectory.Open(options))
        {
            Assert.True(second.Continues);
            Assert.True(File.Exists(second.Model));
        }

        Assert.Throws<FederatedException>(() => DemoDirectory.Open(options with { Partners = 6 }));
        using var third = DemoDirectory.Open(options);
        Assert.True(third.Continues);
    }

    [Fact]
    public void Directory_OfARunningDemo_IsRefused()
    {
        var options = Options();
        using var first = DemoDirectory.Open(options);
        var refusal = Assert.Throws<FederatedException>(() => DemoDirectory.Open(options));
        Assert.Contains("Another demo works in", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Executables_Missing_AreNamed()
    {
        var refusal = Assert.Throws<FederatedException>(() => new Executables("/nowhere/fed-silo", "/nowhere/fed-node").Check());
        Assert.Contains("/nowhere/fed-silo", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, """{"receipts":3,"included":3,"valid":true}""", true)]
    [InlineData(1, """{"receipts":3,"included":2,"valid":false,"ledgerProblem":"an entry was changed"}""", false)]
    [InlineData(1, """{"receipts":3,"included":3,"valid":true}""", false)]
    [InlineData(0, "{}", false)]
    [InlineData(0, "", false)]
    public void NodeVerdict_Output_CountsOnlyWhenEverythingFits(int exitCode, string output, bool valid)
    {
        var verdict = NodeVerdict.Read("hospital-1", new ChildOutput(exitCode, output, "why"));
        Assert.Equal(valid, verdict.Valid);
        Assert.Equal(valid, verdict.Problem is null);
    }

    private DemoOptions Options() => new()
    {
        Home = Path.Combine(_folder.FullName, "demo home"),
        Dataset = DemoDataset.Wdbc,
        Samples = SampleFolder.Locate("/"),
        FashionMnist = "/usr/share/datasets/fashion-mnist",
        Executables = new("/nowhere/fed-silo", "/nowhere/fed-node"),
    };

    private static string[] Rows(Dataset data) =>
        [.. Enumerable.Range(0, data.Count).Select(row => FormattableString.Invariant($"{string.Join(',', data.Row(row).ToArray())}:{data.Labels.Span[row]}"))];
}

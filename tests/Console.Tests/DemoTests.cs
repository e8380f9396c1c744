using Federated.ConsoleApp.Demo;
using Federated.ConsoleApp.Samples;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Training.Data;
using Federated.Training.Features;

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
        Assert.Equal(all.Length / SampleData.HeldOutPart, heldOut.Length);
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
        var options = Options() with { Dataset = SampleDataset.FashionMnist, FashionMnist = Path.Combine(_folder.FullName, "nowhere") };
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
        var options = Options() with { Dataset = SampleDataset.Parse(name), Partners = 3, Rounds = 2 };
        Assert.Equal(first, options.PartnerNames[0]);
        Assert.Equal(3, options.PartnerNames.Count);
        var plan = DemoPlan.Read(options).Fill(options.PartnerNames.Select((partner, at) => new DemoShare(partner, 100 + at, [])));
        Assert.Equal((3, 3, 2), (plan.Cohort.Size, plan.Cohort.Quorum, plan.Rounds));
        Assert.Equal(PrivacyPlan.RecordCentral, plan.Privacy.Mode);
        Assert.Equal([100, 101, 102], plan.Privacy.PartnerExamples!.Values);
        Assert.Equal(options.PartnerNames, plan.Privacy.PartnerExamples.Keys);
    }

    [Theory]
    [InlineData("wdbc", "wdbc-fedavg", 80)]
    [InlineData("fashion-mnist", "fashion-mnist-fedavg", 20)]
    public void Plan_ModeNone_IsTheUnprivateOne(string name, string expected, int rounds)
    {
        var options = Options() with { Dataset = SampleDataset.Parse(name), Private = false };
        var plan = DemoPlan.Read(options).Fill([]);
        Assert.Equal((expected, rounds, PrivacyPlan.None), (plan.Name, plan.Rounds, plan.Privacy.Mode));
        Assert.Null(plan.Privacy.PartnerExamples);
    }

    [Theory]
    [InlineData("wdbc", 455, 2.9943, 2.7394)]
    [InlineData("fashion-mnist", 60_000, 2.9537, 2.6811)]
    public void Plan_Private_CostsWhatItsReadmeSays(string name, int examples, double rdp, double pld)
    {
        var options = Options() with { Dataset = SampleDataset.Parse(name) };
        var plan = DemoPlan.Read(options).Fill(options.PartnerNames.Select(partner => new DemoShare(partner, examples / 5, [])));
        var report = PrivacySchedule.Report(plan, plan.Rounds)!;
        Assert.Equal(rdp, report.RdpEpsilon, tolerance: 1e-3);
        Assert.Equal(pld, report.PldEpsilon!.Value, tolerance: 5e-3);
    }

    [Fact]
    public void Plan_PrivateWithoutShares_IsRefused() =>
        Assert.Throws<FederatedException>(() => DemoPlan.Read(Options()).Fill([]));

    [Fact]
    public void Shares_Written_AreReadAgainWhenTheDemoGoesOn()
    {
        var options = Options();
        using var directory = DemoDirectory.Open(options);
        var written = DemoShares.Write(options, DemoPlan.Read(options), directory);
        Assert.Equal(written.Select(share => (share.Partner, share.Examples)), DemoShares.Read(directory).Select(share => (share.Partner, share.Examples)));
        File.Delete(directory.Shares);
        Assert.Equal(ErrorCodes.ConfigurationInvalid, Assert.Throws<FederatedException>(() => DemoShares.Read(directory)).Code);
    }

    [Fact]
    public void Inputs_OfImagesUnderHog_AreTheFeatureMapOfRawPixels()
    {
        var pixels = Enumerable.Range(0, 2 * 784).Select(i => (float)(i * 37 % 256)).ToArray();
        var raw = new Dataset(pixels, 784, [0, 1]);
        var inputs = PlanData.Inputs(new DataPlan { FeatureMap = HogFeatures.Name }, raw);
        Assert.Equal(HogFeatures.Count, inputs.FeatureCount);
        Assert.Equal(HogFeatures.Apply(raw).Row(1).ToArray(), inputs.Row(1).ToArray());
    }

    [Fact]
    public void Inputs_OfRanges_AreThenOffsetAndScaled()
    {
        var raw = new Dataset([5f, 20f], 2, [0]);
        var plan = new DataPlan
        {
            Offset = 0.3, Scale = 0.2, Label = "label", Classes = ["0", "1"], Features = [new("a", 0, 10), new("b", 0, 20)],
        };
        var inputs = PlanData.Inputs(plan, raw).Row(0).ToArray();
        Assert.Equal(1, inputs[0], tolerance: 1e-6f);
        Assert.Equal(3.5f, inputs[1], tolerance: 1e-5f);
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
        Dataset = SampleDataset.Wdbc,
        Samples = SampleFolder.Locate("/"),
        FashionMnist = "/usr/share/datasets/fashion-mnist",
        Executables = new("/nowhere/fed-silo", "/nowhere/fed-node"),
    };

    private static string[] Rows(Dataset data) =>
        [.. Enumerable.Range(0, data.Count).Select(row => FormattableString.Invariant($"{string.Join(',', data.Row(row).ToArray())}:{data.Labels.Span[row]}"))];
}

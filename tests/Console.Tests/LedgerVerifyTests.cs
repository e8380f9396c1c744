using Federated.ConsoleApp.CommandLine;

namespace Federated.ConsoleApp.Tests;

public sealed class LedgerVerifyTests
{
    [Fact]
    public async Task Verify_GoodExport_PrintsRootAndCountsAndWarnsOfItsOwnKeys()
    {
        using var fed = new Fed();
        var path = fed.Write("export.txt", await MadeLedger.Export());
        Assert.Equal(0, await fed.Run("ledger", "verify", path));
        Assert.Contains("The ledger verifies.", fed.Out, StringComparison.Ordinal);
        Assert.Matches("root: +[0-9a-f]{64}", fed.Out);
        Assert.Matches("entries: +2", fed.Out);
        Assert.Matches("partners: +1", fed.Out);
        Assert.Contains("taken from the export itself", fed.Out, StringComparison.Ordinal);
        Assert.Empty(fed.Requests);
    }

    [Fact]
    public async Task Verify_WithTheRightKeys_SaysThatTheyWereGiven()
    {
        using var fed = new Fed();
        var path = fed.Write("export.txt", await MadeLedger.Export());
        var keys = fed.Write("keys.json", MadeLedger.Keys.ToJson());
        Assert.Equal(0, await fed.Run("ledger", "verify", path, "--keys", keys));
        Assert.Contains("the ones you gave", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_KeysOfACredentialsFile_AreTaken()
    {
        using var fed = new Fed();
        fed.Enrol();
        var path = fed.Write("export.txt", await MadeLedger.Export());
        Assert.Equal(0, await fed.Run("ledger", "verify", path, "--keys", "coordinator.fed.json"));
        Assert.Contains("the ones you gave", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_OtherKeys_FailsAndNamesTheFirstProblem()
    {
        using var fed = new Fed();
        var path = fed.Write("export.txt", await MadeLedger.Export());
        var keys = fed.Write("keys.json", MadeLedger.OtherKeys.ToJson());
        Assert.Equal(FedApplication.Failure, await fed.Run("ledger", "verify", path, "--keys", keys));
        Assert.Contains("The ledger does not verify. First problem", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ChangedEntry_Fails()
    {
        using var fed = new Fed();
        var path = fed.Write("export.txt", (await MadeLedger.Export()).Replace("hospital-1", "hospital-2", StringComparison.Ordinal));
        Assert.Equal(FedApplication.Failure, await fed.Run("ledger", "verify", path));
        Assert.Contains("does not verify", fed.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello\n")]
    public async Task Verify_NotAnExport_Fails(string text)
    {
        using var fed = new Fed();
        Assert.Equal(FedApplication.Failure, await fed.Run("ledger", "verify", fed.Write("export.txt", text)));
        Assert.Contains("does not verify", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_MissingFileOrKeys_FailsWithACode()
    {
        using var fed = new Fed();
        Assert.Equal(FedApplication.Failure, await fed.Run("ledger", "verify", "nowhere"));
        Assert.StartsWith("FED-1602: ", fed.Error, StringComparison.Ordinal);
        var path = fed.Write("export.txt", await MadeLedger.Export());
        Assert.Equal(FedApplication.Failure, await fed.Run("ledger", "verify", path, "--keys", fed.Write("keys.json", "[1]")));
        Assert.Contains("FED-1404: ", fed.Error, StringComparison.Ordinal);
        Assert.Equal(FedApplication.Failure, await fed.Run("ledger", "verify", path, "--keys", fed.Write("keys.json", "{")));
        Assert.Contains("FED-1601: ", fed.Error, StringComparison.Ordinal);
    }
}

using Federated.ConsoleApp.CommandLine;

namespace Federated.ConsoleApp.Tests;

public sealed class CredentialsTests
{
    [Fact]
    public async Task Credentials_NoFile_SaysWhereItLookedAndWhatToDo()
    {
        using var fed = new Fed();
        Assert.Equal(FedApplication.Failure, await fed.Run("run", "list"));
        Assert.StartsWith($"FED-1601: Got no credentials at {Path.Combine(fed.Folder, "coordinator.fed.json")}.", fed.Error, StringComparison.Ordinal);
        Assert.Contains("FED_CREDENTIALS", fed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_VariableAndOption_OptionWins()
    {
        using var fed = new Fed();
        fed.Variables["FED_CREDENTIALS"] = "from-variable.json";
        await fed.Run("run", "list");
        Assert.Contains("from-variable.json", fed.Error, StringComparison.Ordinal);
        await fed.Run("run", "list", "--credentials", "from-option.json");
        Assert.Contains("from-option.json", fed.Error, StringComparison.Ordinal);
        await fed.Run("--credentials", "first.json", "run", "list");
        Assert.Contains("first.json", fed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"federation":"a","consoleUrl":"nowhere","authorityPem":"x","certificatePem":"x","privateKeyPem":"x","keys":null}""")]
    public async Task Credentials_OtherFile_IsRefusedWithItsName(string text)
    {
        using var fed = new Fed();
        var path = fed.Write("coordinator.fed.json", text);
        Assert.Equal(FedApplication.Failure, await fed.Run("partner", "list"));
        Assert.StartsWith($"FED-1601: {path} is not a credentials file", fed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_Folder_IsRefused()
    {
        using var fed = new Fed();
        Assert.Equal(FedApplication.Failure, await fed.Run("partner", "list", "--credentials", fed.Folder));
        Assert.StartsWith("FED-1601", fed.Error, StringComparison.Ordinal);
    }
}

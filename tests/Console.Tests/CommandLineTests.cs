using Federated.ConsoleApp.CommandLine;

namespace Federated.ConsoleApp.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData()]
    [InlineData("run")]
    [InlineData("run", "launch")]
    [InlineData("run", "watch", "run-1", "--test-images", "images")]
    [InlineData("run", "watch", "run-1", "--test-images", "images", "--test-labels", "labels", "--test-csv", "csv")]
    [InlineData("partner", "invite", "hospital-1", "--expires", "1 week")]
    [InlineData("partner", "invite", "hospital-1", "--expires", "31d")]
    [InlineData("ledger", "list", "--from", "-1")]
    [InlineData("model", "download", "run-1")]
    [InlineData("demo", "--data", "mnist")]
    [InlineData("demo", "--partners", "0")]
    [InlineData("demo", "--rounds", "0")]
    [InlineData("demo", "--alpha", "NaN")]
    [InlineData("demo", "--alpha", "-1")]
    [InlineData("demo", "--mode", "partner-central")]
    [InlineData("demo", "--seed", "9007199254740992")]
    [InlineData("demo", "--seeds", "3")]
    [InlineData("demo", "--seeds", "1,2,1")]
    [InlineData("demo", "--seeds", "1,two")]
    [InlineData("demo", "--seeds", "1,2", "--seed", "1")]
    [InlineData("demo", "--seeds", "1,2", "--keep", "folder")]
    [InlineData("privacy", "audit")]
    [InlineData("privacy", "audit", "run-1", "--keys", "keys.json")]
    [InlineData("privacy", "plan", "--epsilon", "3", "--delta", "1e-5")]
    [InlineData("privacy", "plan", "--epsilon", "3", "--delta", "1e-5", "--partners", "5", "--examples", "1,2")]
    [InlineData("privacy", "plan", "--epsilon", "3", "--delta", "1e-5", "--examples", "1,0")]
    [InlineData("privacy", "plan", "--epsilon", "0", "--delta", "1e-5", "--partners", "5")]
    [InlineData("privacy", "plan", "--epsilon", "3", "--delta", "1", "--partners", "5")]
    [InlineData("privacy", "plan", "--epsilon", "3", "--delta", "1e-5", "--partners", "5", "--unit", "partner")]
    [InlineData("partner", "budget", "hospital-1", "--epsilon", "-1", "--delta", "1e-5")]
    [InlineData("partner", "budget", "hospital-1", "--epsilon", "1", "--delta", "0")]
    [InlineData("nonsense")]
    public async Task Fed_CommandLineThatMakesNoSense_SaysSoAndExitsWith2(params string[] arguments)
    {
        using var fed = new Fed();
        Assert.Equal(FedApplication.UsageError, await fed.Run(arguments));
        Assert.Contains("--help' shows what it takes", fed.Error, StringComparison.Ordinal);
        Assert.Empty(fed.Out);
        Assert.Empty(fed.Requests);
    }

    [Theory]
    [InlineData("--help", "partner")]
    [InlineData("run --help", "watch")]
    [InlineData("ledger verify --help", "--keys")]
    [InlineData("demo --help", "--keep")]
    [InlineData("demo --help", "--seeds")]
    public async Task Fed_Help_NamesWhatThereIs(string arguments, string expected)
    {
        using var fed = new Fed();
        Assert.Equal(0, await fed.Run(arguments.Split(' ')));
        Assert.Contains(expected, fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fed_RunIdThatIsNone_FailsWithItsCodeAndNoStack()
    {
        using var fed = new Fed();
        fed.Enrol();
        Assert.Equal(FedApplication.Failure, await fed.Run("run", "show", "Not A Run"));
        Assert.StartsWith("FED-1301: ", fed.Error, StringComparison.Ordinal);
        Assert.Single(fed.Error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("1h", 3600)]
    [InlineData("7d", 604_800)]
    public void Durations_TextWithUnit_IsRead(string text, int seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("0s")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("1w")]
    [InlineData("99999999999d")]
    public void Durations_OtherText_IsRefused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Theory]
    [InlineData(7, "7 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7800, "2 h 10 min")]
    [InlineData(-3, "0 s")]
    public void Durations_Text_IsForPeople(int seconds, string expected) => Assert.Equal(expected, Durations.Text(TimeSpan.FromSeconds(seconds)));
}

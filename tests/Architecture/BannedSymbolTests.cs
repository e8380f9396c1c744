using System.Text.RegularExpressions;

namespace Federated.Architecture;

/// <summary>Rules and grains take time and randomness through their constructors.</summary>
public sealed partial class BannedSymbolTests
{
    [Theory]
    [InlineData("Domain")]
    [InlineData("Grains.Abstractions")]
    [InlineData("Grains")]
    public void Project_WallClocksAndRandomness_AreBanned(string project) =>
        Assert.Equal("true", Repository.Project(project).Descendants("BansWallClocks").Single().Value);

    [Theory]
    [InlineData("Domain")]
    [InlineData("Grains.Abstractions")]
    [InlineData("Grains")]
    public void Project_TheBan_IsNotLifted(string project) =>
        Assert.Empty(Repository.Sources($"src/{project}").Where(path => File.ReadAllText(path).Contains("RS0030", StringComparison.Ordinal)).Select(Repository.Relative));

    [Fact]
    public void Ban_OfEveryClockAndGenerator_IsAWarningAndSoAnError()
    {
        var banned = File.ReadAllText(Path.Combine(Repository.Root, "build", "BannedSymbols.txt"));
        foreach (var symbol in (string[])["System.DateTime.Now", "System.DateTime.UtcNow", "System.DateTimeOffset.UtcNow", "System.Random.Shared", "System.Guid.NewGuid", "System.TimeProvider.System"])
            Assert.Contains(symbol + ";", banned, StringComparison.Ordinal);
        Assert.Matches(Severity(), File.ReadAllText(Path.Combine(Repository.Root, ".editorconfig")));
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props")), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^dotnet_diagnostic\.RS0030\.severity = (warning|error)\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Severity();
}

using System.Text.RegularExpressions;

namespace Federated.Architecture;

/// <summary>Where Orleans and torch come from is known to build/Sources.targets and to the two embedded projects alone.</summary>
public sealed partial class SourcesTests
{
    private static readonly string[] Embedded = ["EmbeddedOrleans", "EmbeddedTorch"];

    [Fact]
    public void Projects_Sources_AreNamedInOneFileOnly()
    {
        foreach (var project in Repository.Projects.Except(Embedded, StringComparer.Ordinal))
        {
            var text = File.ReadAllText(Repository.PathOf(project));
            Assert.False(NamesASource().IsMatch(text), $"src/{project}/{project}.csproj names a source of Orleans or torch; wanted UsesOrleans or UsesTorch, and the rest in build/Sources.targets.");
        }
    }

    [Fact]
    public void Code_Sources_AreNotNamed()
    {
        foreach (var project in Repository.Projects.Except(Embedded, StringComparer.Ordinal))
        {
            var named = Repository.Sources($"src/{project}").Where(path => SourceProperty().IsMatch(File.ReadAllText(path))).Select(Repository.Relative);
            Assert.Empty(named);
        }
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Protocol")]
    [InlineData("Training")]
    [InlineData("Grains.Abstractions")]
    [InlineData("Grains")]
    [InlineData("Silo")]
    [InlineData("ClientNode")]
    [InlineData("ClientNode.Orleans")]
    [InlineData("Simulation")]
    [InlineData("Console")]
    public void Code_ConditionalCompilation_IsNotUsed(string project) =>
        Assert.Empty(Repository.Sources($"src/{project}").Where(path => Conditional().IsMatch(File.ReadAllText(path))).Select(Repository.Relative));

    [GeneratedRegex(@"OrleansSource|TorchSource|EmbeddedOrleans|EmbeddedTorch|""Microsoft\.Orleans|""TorchSharp", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NamesASource();

    [GeneratedRegex("OrleansSource|TorchSource|EmbeddedOrleans|EmbeddedTorch", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SourceProperty();

    [GeneratedRegex(@"^\s*#\s*if\b", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Conditional();
}

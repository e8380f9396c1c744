using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Federated.Domain.Errors;

namespace Federated.Architecture;

/// <summary>Domain &lt;- Protocol &lt;- {Grains.Abstractions, Training} &lt;- {Grains, Silo, ClientNode} &lt;- Simulation &lt;- Console.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Domain"] = [],
        ["EmbeddedOrleans"] = [],
        ["EmbeddedTorch"] = [],
        ["Protocol"] = ["Domain"],
        ["Training"] = ["Domain", "Protocol"],
        ["Grains.Abstractions"] = ["Domain", "Protocol"],
        ["Grains"] = ["Domain", "Protocol", "Grains.Abstractions"],
        ["Silo"] = ["Domain", "Protocol", "Grains.Abstractions", "Grains"],
        ["ClientNode"] = ["Domain", "Protocol", "Training"],
        ["ClientNode.Orleans"] = ["Domain", "Protocol", "Grains.Abstractions", "ClientNode"],
        ["Simulation"] = ["Domain", "Protocol", "Training", "Grains.Abstractions", "Silo", "ClientNode", "ClientNode.Orleans"],
        ["Console"] = ["Domain", "Protocol", "Training", "Simulation"],
    };

    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_PointOneWay(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"src/{project} is new: say in {nameof(DependencyTests)} what it may reference.");
        Assert.Empty(Repository.References(project).Except(allowed, StringComparer.Ordinal));
    }

    [Fact]
    public void Domain_ProjectFile_HasNoFrameworkAndOnlyTensors()
    {
        var domain = Repository.Project("Domain");
        Assert.Equal("Microsoft.NET.Sdk", (string?)domain.Root!.Attribute("Sdk"));
        Assert.Empty(domain.Descendants("FrameworkReference"));
        Assert.Empty(domain.Descendants("UsesOrleans").Concat(domain.Descendants("UsesTorch")));
        Assert.Equal(["System.Numerics.Tensors"], domain.Descendants("PackageReference").Select(package => (string?)package.Attribute("Include")));
    }

    [Fact]
    public void Domain_CompiledReferences_AreTheBaseLibraryAndTensors()
    {
        using var file = File.OpenRead(typeof(FederatedException).Assembly.Location);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToArray();
        Assert.NotEmpty(references);
        Assert.All(references, name => Assert.True(
            name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("System.Data", StringComparison.Ordinal)
            && !name.StartsWith("System.Net", StringComparison.Ordinal),
            $"Domain references {name}; wanted the base library and System.Numerics.Tensors only."));
    }

    [Theory]
    [InlineData("Protocol")]
    [InlineData("Training")]
    [InlineData("ClientNode")]
    [InlineData("Console")]
    public void Project_AtAPartnerOrOnTheWire_KnowsNoOrleans(string project) => Assert.Empty(Repository.Project(project).Descendants("UsesOrleans"));

    [Theory]
    [InlineData("Protocol")]
    [InlineData("Grains.Abstractions")]
    [InlineData("Grains")]
    [InlineData("Silo")]
    public void Project_OfTheCoordinator_KnowsNoTorch(string project) => Assert.Empty(Repository.Project(project).Descendants("UsesTorch"));
}

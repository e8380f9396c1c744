using System.Text.RegularExpressions;

namespace Federated.Architecture;

/// <summary>One public type a file, named as the file; no file that nobody can hold in mind.</summary>
public sealed partial class FileTests
{
    private const int MostLines = 400;

    public static TheoryData<string> Projects => [.. Repository.Projects];

    // TorchSharp spells its types as PyTorch does, several to a file.
    public static TheoryData<string> ProjectsWithOwnNames => [.. Repository.Projects.Where(project => project != "EmbeddedTorch")];

    [Theory]
    [MemberData(nameof(ProjectsWithOwnNames))]
    public void File_PublicTypes_AreOneAndNamedAsTheFile(string project)
    {
        foreach (var path in Repository.Sources($"src/{project}"))
        {
            var types = PublicType().Matches(File.ReadAllText(path)).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToArray();
            var name = Path.GetFileName(path).Split('.', 2)[0].Split('`', '{')[0];
            Assert.True(types.Length <= 1, $"{Repository.Relative(path)} has {types.Length} public types ({string.Join(", ", types)}); wanted one.");
            Assert.True(types.Length == 0 || types[0] == name, $"{Repository.Relative(path)} has the public type {types.FirstOrDefault()}; wanted the file to be named so.");
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void File_Lines_AreAtMostFourHundred(string project)
    {
        foreach (var path in Repository.Sources($"src/{project}"))
        {
            var lines = File.ReadLines(path).Count();
            Assert.True(lines <= MostLines, $"{Repository.Relative(path)} has {lines} lines, wanted at most {MostLines}; look for the second thing in it.");
        }
    }

    [Fact]
    public void Search_OfPublicTypes_FindsTheKindsThereAre()
    {
        const string Text = """
            public sealed partial class A(int x) : B;
            public readonly record struct C(int X);
            public delegate Task<int> D(int x);
            internal sealed class E;
                public sealed class Nested;
            """;
        Assert.Equal(["A", "C", "D"], PublicType().Matches(Text).Select(match => match.Groups["name"].Value));
    }

    [GeneratedRegex(
        @"^public (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe|required) )*(?:record struct|record class|record|class|struct|interface|enum|delegate [\w<>\[\]?,. ]+?) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PublicType();
}

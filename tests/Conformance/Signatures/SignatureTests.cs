using System.Text.RegularExpressions;

namespace Federated.Conformance.Signatures;

/// <summary>
/// The embedded Orleans offers nothing that the real one does not. It may offer less: what the product uses and the
/// embedded one lacks does not compile.
/// </summary>
public sealed partial class SignatureTests
{
    private static readonly Dictionary<string, HashSet<string>> Embedded =
        PublicSurface.Read(typeof(IGrain).Assembly.Location);

    private static readonly Dictionary<string, HashSet<string>> Real = RealAssemblies.Paths()
        .SelectMany(PublicSurface.Read)
        .GroupBy(type => type.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.SelectMany(type => type.Value).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    [Fact]
    public void Members_OfTypesThatTheFeedHas_AreSpelledAsTheRealOnes()
    {
        var strangers = Embedded
            .Where(type => Real.ContainsKey(type.Key))
            .SelectMany(type => type.Value.Except(Real[type.Key], StringComparer.Ordinal).Select(member => $"{type.Key}: {member}"))
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.True(strangers.Count == 0, Lines(strangers));
    }

    [Fact]
    public void Types_ThatTheFeedLacks_AreListedAsUnchecked()
    {
        var absent = Embedded.Keys.Where(type => !Real.ContainsKey(type)).ToHashSet(StringComparer.Ordinal);
        List<string> wrong =
        [
            .. absent.Except(UncheckedTypes.Names, StringComparer.Ordinal).Select(type => $"to be listed: {type}"),
            .. UncheckedTypes.Names.Except(absent, StringComparer.Ordinal).Select(type => $"not to be listed: {type}"),
        ];

        Assert.True(wrong.Count == 0, Lines(wrong));
    }

    [Fact]
    public void Members_OfARealType_AreSeenByTheReader() =>
        Assert.Contains(
            "System.Threading.Tasks.Task WriteStateAsync<>(System.Threading.CancellationToken cancellationToken)",
            Real["Orleans.Core.IStorage"]);

    /// <summary>
    /// A project on Orleans sees these namespaces in every file. Where the real Orleans has a type named as one of the product's,
    /// the embedded one must have it too, or the name is ambiguous on the packages only.
    /// </summary>
    [Fact]
    public void Types_NamedAsOnesOfTheProduct_AreInTheEmbeddedOrleansToo()
    {
        string[] seen = ["Orleans", "Orleans.Hosting", "Orleans.Runtime"];
        var product = Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(path).Split('.', 2)[0])
            .ToHashSet(StringComparer.Ordinal);
        Assert.Contains("RunGrain", product);

        var missing = Real.Keys
            .Where(type => seen.Any(space => product.Any(name => type == $"{space}.{name}")) && !Embedded.ContainsKey(type))
            .ToList();

        Assert.True(missing.Count == 0, Lines(missing));
    }

    /// <summary>Analyzers ask for the overload that takes a culture or a cancellation token where there is one, and warnings are errors.</summary>
    [Fact]
    public void Overloads_ThatAnalyzersAskFor_AreInTheEmbeddedOrleansToo()
    {
        string[] asked = ["System.IFormatProvider ", "System.Threading.CancellationToken ", "System.StringComparison "];
        var missing = Embedded
            .Where(type => Real.ContainsKey(type.Key))
            .SelectMany(type => Real[type.Key].Except(type.Value, StringComparer.Ordinal)
                .Where(member => Array.Exists(asked, a => member.Contains(a, StringComparison.Ordinal))
                    && type.Value.Any(own => Name(own) is { } name && name == Name(member)))
                .Select(member => $"{type.Key}: {member}"))
            .ToList();

        Assert.True(missing.Count == 0, Lines(missing));
    }

    /// <summary>The name of a method, or null for another member.</summary>
    private static string? Name(string member) => MethodName().Match(member) is { Success: true } match ? match.Groups["name"].Value : null;

    [GeneratedRegex(@" (?<name>[\w.]+)<[^()]*>\(", RegexOptions.CultureInvariant | RegexOptions.RightToLeft, 1000)]
    private static partial Regex MethodName();

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Federated.sln")))
            at = at.Parent ?? throw new InvalidOperationException("There is no Federated.sln above the tests.");
        return at.FullName;
    }

    private static string Lines(IEnumerable<string> lines) => string.Join(Environment.NewLine, lines.Order(StringComparer.Ordinal));
}

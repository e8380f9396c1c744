namespace Federated.Conformance.Signatures;

/// <summary>
/// The embedded Orleans offers nothing that the real one does not. It may offer less: what the product uses and the
/// embedded one lacks does not compile.
/// </summary>
public sealed class SignatureTests
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

    private static string Lines(IEnumerable<string> lines) => string.Join(Environment.NewLine, lines.Order(StringComparer.Ordinal));
}

using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Offline;

/// <summary>The XML documentation that the compiler puts beside Domain; without the file there are no descriptions.</summary>
internal sealed partial class DomainDocumentation
{
    private readonly Dictionary<string, string> _summaries = [];

    public DomainDocumentation()
    {
        var path = Path.ChangeExtension(typeof(RunPlan).Assembly.Location, ".xml");
        if (!File.Exists(path))
            return;
        foreach (var member in XDocument.Load(path).Descendants("member"))
        {
            var name = (string?)member.Attribute("name") ?? string.Empty;
            if (member.Element("summary") is { } summary)
                _summaries[name] = Text(summary);
            foreach (var parameter in member.Elements("param"))
                _summaries[$"{name.Split('(')[0]}#{(string?)parameter.Attribute("name")}"] = Text(parameter);
        }
    }

    /// <summary>What a property's documentation says, or null. A positional record documents its parameters instead.</summary>
    public string? SummaryOf(Type type, MemberInfo? member) => member is null ? null
        : _summaries.GetValueOrDefault($"P:{type.FullName}.{member.Name}")
            ?? _summaries.GetValueOrDefault($"T:{type.FullName}#{member.Name}");

    private static string Text(XElement element)
    {
        var parts = element.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" or "paramref" } reference => Last((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("name") ?? string.Empty),
            XElement inner => Text(inner),
            _ => string.Empty,
        });
        return Spaces().Replace(string.Concat(parts), " ").Trim();
    }

    private static string Last(string reference)
    {
        var name = reference[(reference.LastIndexOf('.') + 1)..];
        return name.Length > 0 ? char.ToLowerInvariant(name[0]) + name[1..] : name;
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Spaces();
}

using System.Globalization;

namespace Federated.Silo.Storage;

/// <summary>A SQL script that is built into this assembly.</summary>
/// <param name="Version">The schema version that it leads to; 0 for a script without a number, which is applied at every start.</param>
/// <param name="Name">Its file name.</param>
/// <param name="Text">The statements.</param>
internal sealed record SqlScript(int Version, string Name, string Text)
{
    private const string Prefix = "sql/";

    /// <summary>All scripts: the numbered ones in their order, then the others.</summary>
    public static IReadOnlyList<SqlScript> LoadAll()
    {
        var assembly = typeof(SqlScript).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(name => new SqlScript(VersionOf(name[Prefix.Length..]), name[Prefix.Length..], Read(name)))
                .OrderBy(script => script.Version == 0)
                .ThenBy(script => script.Version)
                .ThenBy(script => script.Name, StringComparer.Ordinal),
        ];

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }

    private static int VersionOf(string name) =>
        name.Length > 4 && name[3] == '-' && int.TryParse(name.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}

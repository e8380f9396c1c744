using System.Reflection;

namespace Federated.Conformance.Signatures;

/// <summary>The assemblies of Orleans that the feed has.</summary>
internal static class RealAssemblies
{
    private static readonly (string Package, string Assembly)[] Known =
    [
        ("microsoft.orleans.core.abstractions", "Orleans.Core.Abstractions.dll"),
        ("microsoft.orleans.persistence.adonet", "Orleans.Persistence.AdoNet.dll"),
        ("microsoft.orleans.clustering.adonet", "Orleans.Clustering.AdoNet.dll"),
        ("microsoft.orleans.testinghost", "Orleans.TestingHost.dll"),
    ];

    public static IEnumerable<string> Paths() => Known.Select(known => Path.Combine(
        Metadata("NuGetPackageRoot"), known.Package, Metadata("OrleansVersion"), "lib", "net10.0", known.Assembly));

    private static string Metadata(string key) => typeof(RealAssemblies).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}

using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Orleans.Runtime;

/// <summary>
/// Finds the assemblies that may hold grain classes: those beside the program that reference this one. Files are
/// looked at before they are loaded, because an assembly that is only referenced need not be loaded yet.
/// </summary>
internal static class GrainAssemblies
{
    private static readonly string Self = typeof(GrainAssemblies).Assembly.GetName().Name!;

    public static IEnumerable<Assembly> Find()
    {
        var loaded = AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic).ToList();
        var names = loaded.Where(ReferencesThis).Select(assembly => assembly.GetName().Name!).ToHashSet(StringComparer.Ordinal);
        names.UnionWith(Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(ReferencesThis).Select(Path.GetFileNameWithoutExtension)!);
        return names.Select(name => loaded.Find(assembly => assembly.GetName().Name == name) ?? TryLoad(name)).OfType<Assembly>();
    }

    /// <summary>A file that the program does not name among its dependencies is a leftover of another build.</summary>
    private static Assembly? TryLoad(string name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static bool ReferencesThis(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Any(reference => reference.Name == Self);

    private static bool ReferencesThis(string path)
    {
        using var stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        if (!image.HasMetadata)
        {
            return false;
        }

        var metadata = image.GetMetadataReader();
        return metadata.IsAssembly && metadata.AssemblyReferences
            .Any(handle => metadata.StringComparer.Equals(metadata.GetAssemblyReference(handle).Name, Self));
    }
}

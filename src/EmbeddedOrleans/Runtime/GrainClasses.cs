using System.Collections.Frozen;

namespace Orleans.Runtime;

/// <summary>The grain classes of this process, by type name and by interface.</summary>
internal sealed class GrainClasses
{
    private readonly FrozenDictionary<GrainType, GrainClass> _byType;
    private readonly ILookup<Type, GrainClass> _byInterface;

    public GrainClasses()
    {
        var classes = GrainAssemblies.Find()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
                && type.IsAssignableTo(typeof(IGrainBase)) && type.IsAssignableTo(typeof(IGrain)))
            .Select(type => new GrainClass(type))
            .ToList();
        if (classes.GroupBy(item => item.Type).FirstOrDefault(group => group.Count() > 1) is { } twins)
        {
            throw new OrleansConfigurationException(
                $"Got several grain classes of the type name '{twins.Key}': {Names(twins)}. Rename all but one.");
        }

        _byType = classes.ToFrozenDictionary(item => item.Type);
        _byInterface = classes.SelectMany(item => item.Interfaces, (item, type) => (item, type)).ToLookup(pair => pair.type, pair => pair.item);
    }

    public GrainClass Get(GrainType type) => _byType.GetValueOrDefault(type)
        ?? throw new ArgumentException($"Could not find a grain class of the type name '{type}'.");

    /// <summary>The one class that implements an interface.</summary>
    /// <exception cref="ArgumentException">None does, or several do and no prefix tells them apart.</exception>
    public GrainClass Single(Type interfaceType, string? classPrefix)
    {
        var found = _byInterface[interfaceType]
            .Where(item => classPrefix is null || item.Implementation.FullName!.StartsWith(classPrefix, StringComparison.Ordinal))
            .ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new ArgumentException($"Could not find an implementation for interface {interfaceType.FullName}."),
            _ => throw new ArgumentException(
                $"Unable to identify a single appropriate grain class for interface {interfaceType.FullName}. Candidates: {Names(found)}."),
        };
    }

    private static string Names(IEnumerable<GrainClass> classes) =>
        string.Join(", ", classes.Select(item => item.Implementation.FullName));
}

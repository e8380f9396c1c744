using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Federated.Grains.Abstractions;

namespace Federated.Grains.Tests.Messages;

/// <summary>What the product's grain interfaces carry, found by reflection.</summary>
internal static class MessageRules
{
    private static readonly HashSet<Type> Simple =
    [
        typeof(bool), typeof(byte), typeof(int), typeof(long), typeof(uint), typeof(ulong), typeof(float), typeof(double), typeof(decimal),
        typeof(string), typeof(Guid), typeof(DateTimeOffset), typeof(TimeSpan), typeof(CancellationToken), typeof(Task), typeof(ValueTask),
    ];

    private static readonly HashSet<Type> Wrappers =
        [typeof(Task<>), typeof(ValueTask<>), typeof(Nullable<>), typeof(ImmutableArray<>), typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>)];

    private static readonly Assembly[] Product = [typeof(GrainKeys).Assembly, typeof(GrainServices).Assembly];

    /// <summary>Grain and observer interfaces of the product.</summary>
    public static ImmutableArray<Type> Interfaces { get; } =
        [.. Product.SelectMany(a => a.GetTypes()).Where(t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t)).OrderBy(Name, StringComparer.Ordinal)];

    /// <summary>Grain classes of the product.</summary>
    public static ImmutableArray<Type> Grains { get; } =
        [.. Product.SelectMany(a => a.GetTypes()).Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IGrain).IsAssignableFrom(t)).OrderBy(Name, StringComparer.Ordinal)];

    /// <summary>All types that cross a call, with every type inside them; those of the base library, wrappers and the interfaces are left out.</summary>
    public static ImmutableArray<Type> Messages { get; } = FindMessages();

    public static string Name(MemberInfo member) => member is Type type ? type.FullName ?? type.Name : $"{member.DeclaringType!.FullName}.{member.Name}";

    public static string? Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias;

    /// <summary>The members of a message that hold data: fields, by the property that they back where there is one.</summary>
    public static IEnumerable<MemberInfo> Data(Type message) => message
        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Select(field => field.IsDefined(typeof(CompilerGeneratedAttribute)) && field.Name.StartsWith('<')
            ? (MemberInfo)message.GetProperty(field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)], BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!
            : field);

    private static ImmutableArray<Type> FindMessages()
    {
        var found = new HashSet<Type>();
        var pending = new Stack<Type>(Interfaces.SelectMany(i => i.GetMethods()).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)));
        while (pending.TryPop(out var type))
        {
            if (type.IsArray)
            {
                pending.Push(type.GetElementType()!);
            }
            else if (type.IsGenericType && Wrappers.Contains(type.GetGenericTypeDefinition()))
            {
                foreach (var argument in type.GetGenericArguments())
                    pending.Push(argument);
            }
            else if (!Simple.Contains(type) && !Interfaces.Contains(type) && found.Add(type) && Product.Contains(type.Assembly))
            {
                foreach (var member in Data(type))
                    pending.Push(member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType);
            }
        }

        return [.. found.OrderBy(Name, StringComparer.Ordinal)];
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.Storage;

/// <summary>
/// The state before anything is stored: what the parameterless constructor gives, or, as in Orleans, an object whose
/// members are all default if the type has none (a positional record).
/// </summary>
internal static class EmptyState
{
    public static T Create<T>()
    {
        if (typeof(T).IsValueType || typeof(T).IsAbstract || typeof(T).IsArray || typeof(T) == typeof(string))
        {
            return default!;
        }

        var constructor = typeof(T).GetConstructor(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, []);
        return (T)(constructor?.Invoke(null) ?? RuntimeHelpers.GetUninitializedObject(typeof(T)));
    }
}

using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>
/// Values that travel with calls, from caller to callee and on. They are copied at each call, so a callee's changes
/// are not seen by its caller.
/// </summary>
public static class RequestContext
{
    private static readonly AsyncLocal<ImmutableDictionary<string, object>?> Values = new();

    /// <summary>The names that are set.</summary>
    public static IEnumerable<string> Keys => Current.Keys;

    /// <summary>The names and values that are set.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Current;

    /// <summary>All values, to be taken along by a call.</summary>
    internal static ImmutableDictionary<string, object> Current
    {
        get => Values.Value ?? ImmutableDictionary<string, object>.Empty;
        set => Values.Value = value.IsEmpty ? null : value;
    }

    /// <summary>The value of <paramref name="key"/>, or null.</summary>
    public static object? Get(string key) => Current.GetValueOrDefault(key);

    /// <summary>Sets <paramref name="key"/> for the calls from here on.</summary>
    public static void Set(string key, object value) => Current = Current.SetItem(key, value);

    /// <summary>Removes <paramref name="key"/>; false if it was not set.</summary>
    public static bool Remove(string key)
    {
        var before = Current;
        Current = before.Remove(key);
        return before.ContainsKey(key);
    }

    /// <summary>Removes all values.</summary>
    public static void Clear() => Values.Value = null;
}

namespace Orleans;

/// <summary>The name of a type or method on the wire, stable under renames.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Enum
    | AttributeTargets.Method, AllowMultiple = true)]
public sealed class AliasAttribute(string alias) : Attribute
{
    /// <summary>The name on the wire.</summary>
    public string Alias { get; } = alias;
}

namespace Orleans;

/// <summary>The number of a member inside its message.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class
    | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method)]
public sealed class IdAttribute(uint id) : Attribute
{
    /// <summary>The number, unique inside the type.</summary>
    public uint Id { get; } = id;
}

namespace Orleans;

/// <summary>Marks a type that crosses grain calls. The embedded host passes it by reference: messages are immutable by house rule.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute
{
    /// <summary>Whether the parameters of a primary constructor are members of the message.</summary>
    public bool IncludePrimaryConstructorParameters { get; init; }
}

namespace Orleans.Concurrency;

/// <summary>All calls of the grain class may interleave.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;

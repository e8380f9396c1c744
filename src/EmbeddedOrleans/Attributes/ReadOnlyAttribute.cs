namespace Orleans.Concurrency;

/// <summary>The method changes nothing, so calls marked with it interleave with each other.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

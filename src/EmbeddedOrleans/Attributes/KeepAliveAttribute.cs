namespace Orleans;

/// <summary>Keeps the activations of a grain class from being collected when idle.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class KeepAliveAttribute : Attribute;

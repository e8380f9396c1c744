using System.Reflection;

namespace Orleans.Runtime;

/// <summary>A reference: every call of its interface becomes a <see cref="Call"/>. Equal to any reference of the same grain.</summary>
#pragma warning disable CA1852, MA0053 // DispatchProxy derives from it.
internal class GrainReferenceProxy : DispatchProxy, IAddressable, IEquatable<GrainReferenceProxy>
#pragma warning restore CA1852, MA0053
{
    public GrainId GrainId { get; private set; }

    public GrainInterfaceType InterfaceType { get; private set; }

    internal GrainRuntime Runtime { get; private set; } = null!;

    public static object Create(GrainRuntime runtime, Type interfaceType, GrainId grainId)
    {
        var proxy = (GrainReferenceProxy)Create(interfaceType, typeof(GrainReferenceProxy));
        proxy.Runtime = runtime;
        proxy.GrainId = grainId;
        proxy.InterfaceType = GrainInterfaceType.Create(interfaceType.FullName!);
        return proxy;
    }

    public bool Equals(GrainReferenceProxy? other) => other is not null && GrainId == other.GrainId;

    public override bool Equals(object? obj) => Equals(obj as GrainReferenceProxy);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"GrainReference:{GrainId}:{InterfaceType}";

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Runtime.Send(this, GrainMethod.Of(targetMethod!), args ?? []);
}

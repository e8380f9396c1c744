using Federated.Domain.Rounds;

namespace Federated.Grains.Abstractions.Partner;

/// <summary>What a node says of its machine.</summary>
/// <param name="Threads">Threads that training may use.</param>
/// <param name="Gpu">True when training runs on a GPU.</param>
/// <param name="MemoryMiB">Memory that the node may use, in MiB.</param>
[GenerateSerializer, Immutable, Alias("federated.Capability")]
public sealed record CapabilityMessage([property: Id(0)] int Threads, [property: Id(1)] bool Gpu, [property: Id(2)] int MemoryMiB)
{
    /// <summary>The capability as a message.</summary>
    public static CapabilityMessage? Of(NodeCapability? capability) =>
        capability is null ? null : new(capability.Threads, capability.Gpu, capability.MemoryMiB);

    /// <summary>The capability in the message.</summary>
    public NodeCapability ToCapability() => new(Threads, Gpu, MemoryMiB);
}

using Federated.Domain.Rounds;

namespace Federated.ClientNode.Node;

/// <summary>What a node says of the machine that it runs on.</summary>
public static class NodeMachine
{
    /// <summary>The threads and the GPU of its configuration, and the memory that this process may use.</summary>
    public static NodeCapability Declare(NodeConfiguration node) => new(
        Math.Max(1, node.Threads), node.Gpu, (int)Math.Min(int.MaxValue, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20));
}

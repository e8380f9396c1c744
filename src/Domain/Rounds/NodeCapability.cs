namespace Federated.Domain.Rounds;

/// <summary>
/// What a node says of its machine. It is declared, never measured: the time that a partner takes for a round would tell
/// how many examples it has, and who is drawn stands in the ledger.
/// </summary>
/// <param name="Threads">Threads that training may use, at least 1.</param>
/// <param name="Gpu">True when training runs on a GPU.</param>
/// <param name="MemoryMiB">Memory that the node may use, in MiB.</param>
public sealed record NodeCapability(int Threads, bool Gpu, int MemoryMiB)
{
    private const int GpuThreads = 16;
    private const int MostThreads = 64;

    // Model, gradient, moments, update and the copies that libtorch keeps, 4 bytes each.
    private const long BytesPerParameter = 64;

    /// <summary>One number for a machine: its threads (64 at most) and 16 more for a GPU; 0 when the memory is too small for the model.</summary>
    /// <param name="parameters">The model's parameters.</param>
    public int Power(long parameters) => (long)MemoryMiB << 20 < parameters * BytesPerParameter
        ? 0
        : Math.Clamp(Threads, 1, MostThreads) + (Gpu ? GpuThreads : 0);
}

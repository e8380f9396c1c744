using System.Runtime.InteropServices;

// The count of live tensors belongs to the process, so these tests run one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Federated.EmbeddedTorch.Tests;

/// <summary>What the native shim exports for tests.</summary>
internal static class Shim
{
    internal static long LiveTensors()
    {
        using var touch = TorchSharp.torch.zeros(1);
        return ft_live_tensors() - 1;
    }

    /// <summary>1 if the BLAS beneath libtorch was told as well.</summary>
    internal static long SetThreads(int count)
    {
        TorchSharp.torch.set_num_threads(count);
        return ft_set_num_threads(count);
    }

    [DllImport("libfederated_torch.so")]
    private static extern long ft_live_tensors();

    [DllImport("libfederated_torch.so")]
    private static extern long ft_set_num_threads(int count);
}

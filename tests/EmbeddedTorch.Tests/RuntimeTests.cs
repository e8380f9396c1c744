using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests;

/// <summary>Threads and devices of the process.</summary>
public sealed class RuntimeTests
{
    [Fact]
    public void SetNumThreads_ReachesLibtorchAndOpenBlas()
    {
        Assert.Equal(1, Shim.SetThreads(2));
        Assert.Equal(2, get_num_threads());
        Assert.Equal(1, Shim.SetThreads(1));
        Assert.Equal(1, get_num_threads());
    }

    [Fact]
    public void Cuda_WithoutALibraryForIt_IsNotAvailable()
    {
        Assert.Equal(cuda.device_count() > 0, cuda.is_available());
        if (cuda.is_available()) return;
        using var layer = nn.Linear(2, 2);
        Assert.Throws<ExternalException>(() => layer.to("cuda"));
        Assert.Equal("cpu", layer.weight.device.ToString());
    }
}

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

    [Fact]
    public void Generator_SameSeed_DrawsTheSameAndLeavesTheDefaultAlone()
    {
        using var scope = NewDisposeScope();
        static Tensor Draw(Generator generator) => cat(
        [
            randn(4, generator: generator), rand(4, generator: generator), randint(0, 100, [4], float32, generator: generator),
            randperm(4, float32, generator: generator), bernoulli(full([4], 0.5), generator), empty(4).normal_(generator: generator),
        ]);
        random.manual_seed(3);
        var expected = randn(4);
        using Generator first = new(7), second = new(7), third = new(8);
        random.manual_seed(3);
        var drawn = Draw(first);
        Assert.True(drawn.allclose(Draw(second)));
        Assert.False(drawn.allclose(Draw(third)));
        Assert.True(expected.allclose(randn(4)));
    }
}

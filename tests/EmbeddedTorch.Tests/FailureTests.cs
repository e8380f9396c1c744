using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests;

public sealed class FailureTests
{
    [Fact]
    public void Operator_ThatFails_CarriesLibtorchsTextAndLeavesTheProcessUsable()
    {
        using var scope = NewDisposeScope();
        var e = Assert.Throws<ExternalException>(() => zeros(2, 3).mm(zeros(2, 3)));
        Assert.Contains("shapes cannot be multiplied", e.Message, StringComparison.Ordinal);
        Assert.Equal(2f, (ones(1) + 1).item<float>());
    }

    [Fact]
    public void Backward_OfATensorWithoutGraph_Throws()
    {
        using var scope = NewDisposeScope();
        var e = Assert.Throws<ExternalException>(() => ones(1).backward());
        Assert.Contains("does not require grad", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IndexSelect_OutOfRange_Throws()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ExternalException>(() => zeros(2, 2).index_select(0, tensor(new long[] { 5 })));
    }

    [Fact]
    public void CrossEntropy_LabelOutOfRange_Throws()
    {
        using var scope = NewDisposeScope();
        var e = Assert.Throws<ExternalException>(() => nn.functional.cross_entropy(zeros(1, 3), tensor(new long[] { 3 })));
        Assert.Contains("Target 3 is out of bounds", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DisposedTensor_Throws_AndMayBeDisposedAgain()
    {
        var x = ones(2);
        x.Dispose();
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(() => x.sum());
        Assert.Throws<ObjectDisposedException>(() => x.shape);
        Assert.Equal("(disposed)", x.ToString());
    }

    [Fact]
    public void Sizes_OfAFailedCall_DoNotLeakTensors()
    {
        var before = Shim.LiveTensors();
        for (var i = 0; i < 10; i++)
        {
            using var scope = NewDisposeScope();
            Assert.Throws<ExternalException>(() => zeros(2, 3).mm(zeros(2, 3)));
        }
        Assert.Equal(before, Shim.LiveTensors());
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests;

public sealed class AutogradTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    public static TheoryData<string> Functions => ["square", "tanh", "sigmoid", "exp", "log_softmax", "cross_entropy", "bce", "linear", "div"];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Backward_AgreesWithCentralDifferences(string function)
    {
        double[] at = [0.3, -0.7, 1.1, 0.9, -0.2, 0.4];
        var x = tensor(at, [2, 3], requires_grad: true);
        Value(function, x).backward();
        var gradient = x.grad!.data<double>().ToArray();

        const double h = 1e-5;
        for (var i = 0; i < at.Length; i++)
        {
            double[] up = [.. at], down = [.. at];
            up[i] += h;
            down[i] -= h;
            var numeric = (Value(function, tensor(up, [2, 3])).item<double>() - Value(function, tensor(down, [2, 3])).item<double>()) / (2 * h);
            Assert.Equal(numeric, gradient[i], 1e-7);
        }
    }

    [Fact]
    public void Grad_ReturnsWithoutAccumulating()
    {
        var x = tensor([2f, 3], requires_grad: true);
        var result = autograd.grad([(x * x).sum()], [x]);
        Assert.Equal(new float[] { 4, 6 }, result[0].data<float>().ToArray());
        Assert.Null(x.grad);
    }

    [Fact]
    public void Backward_Twice_AddsUp_AndZeroGradDrops()
    {
        using var layer = nn.Linear(nn.Parameter(ones(1, 1)));
        layer.call(ones(1, 1)).sum().backward();
        layer.call(ones(1, 1)).sum().backward();
        Assert.Equal(2f, layer.weight.grad!.item<float>());
        layer.zero_grad(set_to_none: false);
        Assert.Equal(0f, layer.weight.grad!.item<float>());
        layer.zero_grad();
        Assert.Null(layer.weight.grad);
    }

    [Fact]
    public void NoGrad_RecordsNothing_AndRestores()
    {
        var x = ones(2, requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }
        Assert.True((x * 2).requires_grad);
        Assert.False(x.detach().requires_grad);
    }

    private static Tensor Value(string function, Tensor x) => function switch
    {
        "square" => x.square().sum(),
        "tanh" => (x.tanh() * x).sum(),
        "sigmoid" => x.sigmoid().mean(),
        "exp" => x.exp().sum(1).square().sum(),
        "log_softmax" => (nn.functional.log_softmax(x, 1) * x).sum(),
        "cross_entropy" => nn.functional.cross_entropy(x, tensor(new long[] { 2, 0 })),
        "bce" => nn.functional.binary_cross_entropy_with_logits(x, full([2, 3], 0.25, float64)),
        "linear" => nn.functional.linear(x, full([4, 3], 0.5, float64), ones(4, float64)).tanh().sum(),
        "div" => (1 / (x + 3)).sum(),
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };
}

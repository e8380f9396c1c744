using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests;

/// <summary>Every step is checked against the update rule written out in double precision.</summary>
public sealed class OptimizerTests : IDisposable
{
    private static readonly double[] Start = [1.0, -2.0];
    private static readonly double[][] Gradients = [[0.5, -1.0], [0.25, 2.0], [-1.5, 0.1]];

    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(0, 0, 0.1, false)]
    [InlineData(0.9, 0, 0, false)]
    [InlineData(0.9, 0.5, 0.1, false)]
    [InlineData(0.9, 0, 0.1, true)]
    public void Sgd_ThreeSteps_FollowTheRule(double momentum, double dampening, double decay, bool nesterov)
    {
        var p = nn.Parameter(tensor(Start));
        using var optimizer = optim.SGD([p], 0.1, momentum, dampening, decay, nesterov);
        double[] expected = [.. Start], buffer = new double[2];
        for (var step = 0; step < Gradients.Length; step++)
        {
            Step(optimizer, p, Gradients[step]);
            for (var i = 0; i < 2; i++)
            {
                var g = Gradients[step][i] + decay * expected[i];
                if (momentum != 0)
                {
                    buffer[i] = step == 0 ? g : momentum * buffer[i] + (1 - dampening) * g;
                    g = nesterov ? g + momentum * buffer[i] : buffer[i];
                }
                expected[i] -= 0.1 * g;
            }
            Compare(expected, p);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Adam_ThreeSteps_FollowTheRule(double decay)
    {
        var p = nn.Parameter(tensor(Start));
        using var optimizer = optim.Adam([p], 0.05, weight_decay: decay);
        double[] expected = [.. Start], m = new double[2], v = new double[2];
        for (var step = 0; step < Gradients.Length; step++)
        {
            Step(optimizer, p, Gradients[step]);
            for (var i = 0; i < 2; i++)
            {
                var g = Gradients[step][i] + decay * expected[i];
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                var mean = m[i] / (1 - Math.Pow(0.9, step + 1));
                var square = v[i] / (1 - Math.Pow(0.999, step + 1));
                expected[i] -= 0.05 * mean / (Math.Sqrt(square) + 1e-8);
            }
            Compare(expected, p);
        }
    }

    [Fact]
    public void Step_ParameterWithoutGradient_IsLeftAlone()
    {
        Parameter p = nn.Parameter(tensor(Start)), idle = nn.Parameter(tensor(Start));
        using var optimizer = optim.Adam([idle, p], 0.1);
        Step(optimizer, p, Gradients[0]);
        Compare(Start, idle);
        Assert.NotEqual(Start[0], p.data<double>()[0]);
    }

    [Fact]
    public void LearningRate_CanBeChangedBetweenSteps()
    {
        var p = nn.Parameter(tensor(Start));
        using var optimizer = optim.SGD([p], 0.1);
        foreach (var group in optimizer.ParamGroups) group.LearningRate = 0.01;
        Step(optimizer, p, [1, 1]);
        Compare([0.99, -2.01], p);
    }

    [Fact]
    public void Steps_LeaveNoTensorsBehind()
    {
        var p = nn.Parameter(tensor(Start));
        using var optimizer = optim.SGD([p], 0.1, momentum: 0.9);
        Step(optimizer, p, Gradients[0]);
        var before = Shim.LiveTensors();
        for (var i = 0; i < 20; i++) Step(optimizer, p, Gradients[1]);
        Assert.Equal(before, Shim.LiveTensors());
    }

    [Fact]
    public void Constructor_NegativeValues_AreRefused()
    {
        var p = nn.Parameter(tensor(Start));
        Assert.Throws<ArgumentException>(() => optim.SGD([p], -1));
        Assert.Throws<ArgumentException>(() => optim.SGD([p], 1, momentum: double.NaN));
        Assert.Throws<ArgumentException>(() => optim.SGD([p], 1, nesterov: true));
        Assert.Throws<ArgumentException>(() => optim.Adam([p], beta1: 1));
    }

    private static void Step(optim.Optimizer optimizer, Parameter p, double[] gradient)
    {
        using var step = NewDisposeScope();
        p.grad = null;
        (p * tensor(gradient)).sum().backward();
        optimizer.step();
    }

    private static void Compare(double[] expected, Parameter actual)
    {
        var values = actual.data<double>().ToArray();
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], values[i], 1e-12);
    }
}

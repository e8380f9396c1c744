using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests.Agreement;

/// <summary>One thing done here and in PyTorch: a layer, a function or an optimiser. All in float64.</summary>
/// <param name="Name">Of the case.</param>
/// <param name="Call">Python: the output, from the module <c>m</c> and the inputs <c>x</c>.</param>
/// <param name="Forward">The same here.</param>
/// <param name="Inputs">The inputs, made after seeding.</param>
public sealed record AgreementCase(string Name, string Call, Func<nn.Module?, Tensor[], Tensor> Forward, Func<Tensor[]> Inputs)
{
    /// <summary>Python: the module's constructor; null when the case is a function.</summary>
    public string? Module { get; init; }

    /// <summary>The same here.</summary>
    public Func<nn.Module>? Build { get; init; }

    /// <summary>False for what gives integers or truth values.</summary>
    public bool Differentiable { get; init; } = true;

    /// <summary>Python: the optimiser of the ten steps, over the parameters <c>p</c>.</summary>
    public string Optimizer { get; init; } = "torch.optim.SGD(p, lr=0.05, momentum=0.9)";

    /// <summary>The same here.</summary>
    public Func<IEnumerable<Parameter>, optim.Optimizer> MakeOptimizer { get; init; } = p => optim.SGD(p, 0.05, momentum: 0.9);

    /// <summary>Python: the schedule of the learning rate, stepped after each step of <c>optimizer</c>.</summary>
    public string? Scheduler { get; init; }

    /// <summary>The same here.</summary>
    public Func<optim.Optimizer, optim.lr_scheduler.LRScheduler>? MakeScheduler { get; init; }

    /// <summary>True if the schedule looks at the loss.</summary>
    public bool Watches { get; init; }

    /// <summary>The norm that gradients are clipped to.</summary>
    public double? Clip { get; init; }

    /// <summary>Set before every output, so that dropout draws the same.</summary>
    public int Seed { get; init; } = 11;

    /// <summary>A layer from one tensor to one.</summary>
    public static AgreementCase Layer(string module, Func<nn.Module<Tensor, Tensor>> build, params long[] shape) =>
        Layer(module, build, () => randn(shape, float64));

    /// <summary>A layer from one tensor to one, of some other kind of input.</summary>
    public static AgreementCase Layer(string module, Func<nn.Module<Tensor, Tensor>> build, Func<Tensor> input) =>
        new(module, "m(x[0])", (m, x) => ((nn.Module<Tensor, Tensor>)m!).call(x[0]), () => [input()]) { Module = "torch.nn." + module, Build = build };

    /// <summary>A function of floating inputs of some shapes.</summary>
    public static AgreementCase Function(string call, Func<Tensor[], Tensor> function, params long[][] shapes) =>
        new(call, call, (_, x) => function(x), () => Array.ConvertAll(shapes, shape => randn(shape, float64)));

    /// <summary>A function of inputs of other kinds.</summary>
    public static AgreementCase Function(string call, Func<Tensor[], Tensor> function, Func<Tensor[]> inputs) =>
        new(call, call, (_, x) => function(x), inputs);
}

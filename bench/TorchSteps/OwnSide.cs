using System.Diagnostics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.TorchSteps;

/// <summary>A model that trains in this process on one fixed batch.</summary>
internal sealed class OwnSide : ISide
{
    private readonly nn.Module<Tensor, Tensor> model;
    private readonly optim.Optimizer optimizer;
    private readonly Tensor features;
    private readonly Tensor labels;

    private OwnSide(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, Tensor features, Tensor labels) =>
        (this.model, this.optimizer, this.features, this.labels) = (model, optimizer, features, labels);

    /// <summary>The same seed, the same order of draws as in steps.py: first the model, then the batch.</summary>
    public static OwnSide Start(Func<nn.Module<Tensor, Tensor>> model, Func<IEnumerable<Parameter>, optim.Optimizer> optimizer, Func<Tensor> features, int classes)
    {
        set_num_threads(1);
        random.manual_seed(1);
        var built = model();
        var batch = features();
        return new OwnSide(built, optimizer(built.parameters()), batch, randint(0, classes, [batch.shape[0]]));
    }

    public (double Seconds, double Loss) Take(int steps)
    {
        var clock = Stopwatch.StartNew();
        var value = 0.0;
        for (var i = 0; i < steps; i++) value = Step();
        return (clock.Elapsed.TotalSeconds, value);
    }

    public void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
        features.Dispose();
        labels.Dispose();
    }

    private double Step()
    {
        using var scope = NewDisposeScope();
        model.zero_grad();
        var loss = nn.functional.cross_entropy(model.call(features), labels);
        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }
}

using Federated.Training.Models;
using Federated.Training.Objectives;
using Federated.Training.Privacy;
using static TorchSharp.torch;

namespace Federated.DpSteps;

/// <summary>The two steps that are compared. Both start from the same parameters and see the same batch.</summary>
internal static class Sides
{
    private const float Rate = 1e-4f;

    /// <summary>A step of plain training: float32, forward, backward, SGD.</summary>
    public static Action Plain(Subject subject, Tensor features, Tensor labels)
    {
        var model = new TorchModel(subject.Specification);
        model.Load(subject.Specification.InitialParameters(1));
        var optimizer = optim.SGD(model.parameters(), Rate);
        var objective = TorchObjective.Of(subject.Specification.Objective);
        return () =>
        {
            using var scope = NewDisposeScope();
            using var recording = enable_grad();
            model.zero_grad();
            objective.Loss(model.call(features), features, labels, nn.Reduction.Mean).backward();
            optimizer.step();
        };
    }

    /// <summary>A step of DP-SGD without its noise: load, forward, backward, clip, sum, read out, and SGD on the flat parameters.</summary>
    public static Action Private(Subject subject, Tensor features, Tensor labels, ScalarType type)
    {
        var examples = features.shape[0];
        var pass = new ClippedPass(subject.Specification, type);
        var parameters = subject.Specification.InitialParameters(1);
        var weights = ones([examples], dtype: ScalarType.Float64);
        return () =>
        {
            using var scope = NewDisposeScope();
            pass.Load(parameters);
            pass.Add(features, labels, weights, 1);
            var sum = pass.Sum();
            for (var i = 0; i < sum.Length; i++) parameters[i] -= (float)(Rate * sum[i] / examples);
        };
    }
}

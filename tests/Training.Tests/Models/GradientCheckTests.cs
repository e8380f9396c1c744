using System.Runtime.InteropServices;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Training.Models;
using Federated.Training.Objectives;
using static TorchSharp.torch;

namespace Federated.Training.Tests.Models;

/// <summary>The gradient of every kind's loss against central differences, in float64.</summary>
public sealed class GradientCheckTests
{
    private const double Step = 1e-6;

    public static TheoryData<ModelPlan, float[]> Models => new()
    {
        { new() { Kind = "cnn", Shape = [1, 4, 4], Channels = [2], Normalization = "batch", Outputs = 2, Activation = Activation.Tanh }, Waves(16) },
        { new() { Kind = "cnn", Shape = [1, 4, 4], Channels = [2], Normalization = "group", Outputs = 2, Activation = Activation.Silu }, Waves(16) },
        { new() { Kind = "rnn", Inputs = 3, Vocabulary = 5, Width = 2, Hidden = [3], Outputs = 2 }, [1, 4, 0, 2, 2, 3] },
        { new() { Kind = "lstm", Inputs = 3, Vocabulary = 5, Width = 2, Hidden = [3], Outputs = 2 }, [1, 4, 0, 2, 2, 3] },
        { new() { Kind = "gru", Inputs = 3, Vocabulary = 5, Width = 2, Hidden = [3], Outputs = 2 }, [1, 4, 0, 2, 2, 3] },
        { new() { Kind = "transformer", Inputs = 3, Vocabulary = 5, Width = 4, Heads = 2, Hidden = [5], Outputs = 2, Activation = Activation.Gelu }, [1, 4, 0, 2, 2, 3] },
        { new() { Kind = "gpt", Inputs = 3, Vocabulary = 5, Width = 4, Heads = 2, Hidden = [5], Activation = Activation.Tanh }, [1, 4, 0, 2, 2, 3] },
        { new() { Kind = "autoencoder", Shape = [1, 4, 4], Channels = [2], Latent = 2, Activation = Activation.Elu }, Waves(16) },
        { new() { Kind = "recommender", Users = 3, Items = 3, Factors = 2 }, [1, 2, 0, 2] },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradient_IsTheSlopeOfTheLoss(ModelPlan plan, float[] two)
    {
        TorchRuntime.Use(1);
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var specification = plan.ToSpecification();
        using var model = new TorchModel(specification, ScalarType.Float64);
        // Smaller than drawn vectors, so that no activation is at its end.
        model.Load([.. specification.InitialParameters(3).Select(value => Math.Clamp(value, -0.8f, 1f))]);
        var objective = TorchObjective.Of(specification.Objective);
        var features = tensor([.. two], [2, specification.Inputs], dtype: ScalarType.Float64);
        var labels = tensor([1L, 0]);
        Tensor Loss() => objective.Loss(model.call(objective.Inputs(features)), features, labels, nn.Reduction.Mean);

        Loss().backward();

        var count = 0;
        foreach (var (parameter, slot) in model.Trained)
        {
            var gradient = MemoryMarshal.Cast<byte, double>(parameter.grad!.contiguous().bytes).ToArray();
            for (var i = 0; i < gradient.Length; i += 1 + (gradient.Length / 8))
            {
                double At(double change)
                {
                    using var quiet = no_grad();
                    MemoryMarshal.Cast<byte, double>(parameter.bytes)[i] += change;
                    return Loss().item<double>();
                }

                var slope = (At(Step) - At(-2 * Step)) / (2 * Step);
                _ = At(Step);
                Assert.True(Math.Abs(slope - gradient[i]) <= 1e-7 + (1e-5 * Math.Abs(slope)), $"{slot.Name}[{i}]: slope {slope}, gradient {gradient[i]}");
                count++;
            }
        }

        Assert.True(count >= 20);
    }

    private static float[] Waves(int inputs) => [.. Enumerable.Range(0, 2 * inputs).Select(i => MathF.Sin(i * 1.7f))];
}

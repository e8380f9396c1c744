using System.Collections.Immutable;
using Federated.Domain.Models;
using Federated.Domain.Models.Layers;

namespace Federated.Domain.Plans.Kinds;

/// <summary>
/// The kind <c>gan</c>: a generator whose tensors begin with <c>generator.</c> and a discriminator whose begin with
/// <c>discriminator.</c>, in one layout. Fully connected through <c>hidden</c>, or of images by convolutions for every entry of
/// <c>channels</c> (Radford et al., 1511.06434, without batch normalization, which would tie examples together).
/// </summary>
internal static class Adversarial
{
    private static readonly ActivationLayer Leaky = new() { Function = Activation.LeakyRelu };

    private static readonly ActivationLayer Bounded = new() { Function = Activation.Tanh };

    internal static ModelKind Kind { get; } =
        new(ModelKinds.Gan, ["shape", "hidden", "channels", "latent", "dropout"], [Objective.Adversarial], Build);

    private static ModelSpecification Build(ModelPlan plan, Objective loss)
    {
        var latent = ModelKind.Need(plan, plan.Latent, "latent");
        ModelKind.Require(plan.Inputs >= 1, "inputs", plan.Inputs, "1 or more, or a model.shape");
        ModelKind.Require(plan.Outputs == plan.Inputs, "outputs", plan.Outputs, $"absent, or model.inputs = {plan.Inputs}: examples are what it makes");
        var shape = plan.Channels is null ? ModelKind.Sizes(plan.Shape ?? [plan.Inputs], "shape") : ModelKind.Image(plan);
        ModelKind.CheckInputs(plan, shape);
        var (generator, discriminator) = plan.Channels is { } channels ? Convolutions(plan, shape, ModelKind.Sizes(channels, "channels")) : Dense(plan, shape);
        return new(shape,
        [
            new GeneratorLayer { Name = "generator", Latent = latent, Layers = [.. generator] },
            new SequentialLayer { Name = "discriminator", Layers = [.. discriminator] },
        ], loss);
    }

    private static (List<Layer> Generator, List<Layer> Discriminator) Dense(ModelPlan plan, ImmutableArray<int> shape)
    {
        ModelKind.Sizes(plan.Hidden, "hidden");
        var generator = new List<Layer>();
        FullyConnected.AddTo(generator, plan with { Dropout = null }, plan.Inputs);
        generator.Add(Bounded);
        var discriminator = new List<Layer>();
        if (shape.Length > 1)
        {
            generator.Add(new ReshapeLayer { Shape = shape });
            discriminator.Add(new FlattenLayer());
        }

        FullyConnected.AddTo(discriminator, plan with { Hidden = [.. plan.Hidden.Reverse()], Activation = Activation.LeakyRelu }, 1);
        return (generator, discriminator);
    }

    private static (List<Layer> Generator, List<Layer> Discriminator) Convolutions(ModelPlan plan, ImmutableArray<int> shape, ImmutableArray<int> channels)
    {
        ModelKind.Require(plan.Hidden.IsEmpty, "hidden", $"[{string.Join(", ", plan.Hidden)}]", "absent with model.channels");
        var (height, width) = Autoencoders.Halved(shape, channels.Length);
        ActivationLayer activation = new() { Function = plan.Activation };
        var generator = new List<Layer>
        {
            new LinearLayer { Outputs = channels[^1] * height * width }, activation, new ReshapeLayer { Shape = [channels[^1], height, width] },
        };
        for (var i = channels.Length - 2; i >= -1; i--)
        {
            generator.Add(new ConvTranspose2dLayer { Outputs = i < 0 ? shape[0] : channels[i], Kernel = 4, Stride = 2, Padding = 1 });
            generator.Add(i < 0 ? Bounded : activation);
        }

        var discriminator = new List<Layer>();
        foreach (var outputs in channels)
        {
            discriminator.AddRange([new Conv2dLayer { Outputs = outputs, Kernel = 4, Stride = 2, Padding = 1 }, Leaky]);
            FullyConnected.AddDropout(discriminator, plan);
        }

        discriminator.AddRange([new FlattenLayer(), new LinearLayer { Outputs = 1 }]);
        return (generator, discriminator);
    }
}

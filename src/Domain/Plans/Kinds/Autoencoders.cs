using System.Collections.Immutable;
using Federated.Domain.Models;
using Federated.Domain.Models.Layers;

namespace Federated.Domain.Plans.Kinds;

/// <summary>
/// The kind <c>autoencoder</c>: an encoder down to <c>latent</c> values and its mirror image, fully connected through <c>hidden</c>, or
/// of images by convolutions that halve the sides for every entry of <c>channels</c>.
/// </summary>
internal static class Autoencoders
{
    internal static ModelKind Kind { get; } =
        new(ModelKinds.Autoencoder, ["shape", "hidden", "channels", "latent", "dropout"], [Objective.Reconstruction], Build);

    /// <summary>The sides of an image after it was halved some times.</summary>
    internal static (int Height, int Width) Halved(ImmutableArray<int> shape, int times)
    {
        ModelKind.Require(times <= 20 && shape[1] % (1 << times) == 0 && shape[2] % (1 << times) == 0, "shape", $"[{string.Join(", ", shape)}]",
            FormattableString.Invariant($"a height and a width that can be halved {times} times, once for every entry of model.channels; pad the images or take fewer channels"));
        return (shape[1] >> times, shape[2] >> times);
    }

    private static ModelSpecification Build(ModelPlan plan, Objective loss)
    {
        ModelKind.Require(plan.Inputs >= 1, "inputs", plan.Inputs, "1 or more, or a model.shape");
        ModelKind.Require(plan.Outputs == plan.Inputs, "outputs", plan.Outputs, $"absent, or model.inputs = {plan.Inputs}: the inputs are what it makes");
        var latent = ModelKind.Need(plan, plan.Latent, "latent");
        return plan.Channels is { } channels ? Convolutions(plan, ModelKind.Sizes(channels, "channels"), latent, loss) : Dense(plan, latent, loss);
    }

    private static ModelSpecification Dense(ModelPlan plan, int latent, Objective loss)
    {
        var shape = plan.Shape ?? [plan.Inputs];
        ModelKind.CheckInputs(plan, ModelKind.Sizes(shape, "shape"));
        var layers = new List<Layer>();
        if (shape.Length > 1)
            layers.Add(new FlattenLayer());
        FullyConnected.AddTo(layers, plan, latent);
        layers.Add(new ActivationLayer { Function = plan.Activation });
        FullyConnected.AddTo(layers, plan with { Hidden = [.. plan.Hidden.Reverse()] }, plan.Inputs);
        if (shape.Length > 1)
            layers.Add(new ReshapeLayer { Shape = shape });
        return new(shape, [.. layers], loss);
    }

    private static ModelSpecification Convolutions(ModelPlan plan, ImmutableArray<int> channels, int latent, Objective loss)
    {
        var shape = ModelKind.Image(plan);
        ModelKind.Require(plan.Hidden.IsEmpty, "hidden", $"[{string.Join(", ", plan.Hidden)}]", "absent with model.channels");
        var (height, width) = Halved(shape, channels.Length);
        ActivationLayer activation = new() { Function = plan.Activation };
        var layers = new List<Layer>();
        foreach (var outputs in channels)
            layers.AddRange([new Conv2dLayer { Outputs = outputs, Kernel = 3, Stride = 2, Padding = 1 }, activation]);
        layers.AddRange(
        [
            new FlattenLayer(), new LinearLayer { Outputs = latent }, new LinearLayer { Outputs = channels[^1] * height * width }, activation,
            new ReshapeLayer { Shape = [channels[^1], height, width] },
        ]);
        for (var i = channels.Length - 2; i >= -1; i--)
        {
            layers.Add(new ConvTranspose2dLayer { Outputs = i < 0 ? shape[0] : channels[i], Kernel = 4, Stride = 2, Padding = 1 });
            if (i >= 0)
                layers.Add(activation);
        }

        return new(shape, [.. layers], loss);
    }
}

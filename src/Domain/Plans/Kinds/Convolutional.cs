using Federated.Domain.Models;
using Federated.Domain.Models.Layers;

namespace Federated.Domain.Plans.Kinds;

/// <summary>
/// The kind <c>cnn</c>: for every entry of <c>channels</c> a convolution that keeps the size, its normalization, the activation and a
/// maximum over windows of 2 x 2; then the hidden layers.
/// </summary>
internal static class Convolutional
{
    internal static ModelKind Kind { get; } =
        new(ModelKinds.Cnn, ["shape", "channels", "kernel", "normalization", "groups", "dropout", "hidden"], ModelKind.Supervised, Build);

    private static ModelSpecification Build(ModelPlan plan, Objective loss)
    {
        var shape = ModelKind.Image(plan);
        var kernel = plan.Kernel ?? 3;
        ModelKind.Require(kernel is >= 1 and <= 31 && kernel % 2 == 1, "kernel", kernel, "an odd number from 1 to 31");
        ModelKind.Require(plan.Outputs >= 1, "outputs", plan.Outputs, "1 or more");
        ModelKind.Require(plan.Normalization is null or "batch" or "group" or "layer", "normalization", plan.Normalization ?? string.Empty, "absent, 'batch', 'group' or 'layer'");
        ModelKind.Require(plan.Groups is null || plan.Normalization == "group", "groups", plan.Groups ?? 0, "absent without normalization 'group'");
        var layers = new List<Layer>();
        foreach (var channels in ModelKind.Sizes(ModelKind.Need(plan, plan.Channels, "channels"), "channels"))
        {
            layers.Add(new Conv2dLayer { Outputs = channels, Kernel = kernel, Padding = kernel / 2 });
            if (Normalization(plan, channels) is { } normalization)
                layers.Add(normalization);
            layers.Add(new ActivationLayer { Function = plan.Activation });
            layers.Add(new MaxPool2dLayer { Kernel = 2 });
        }

        layers.Add(new FlattenLayer());
        FullyConnected.AddDropout(layers, plan);
        FullyConnected.AddTo(layers, plan, plan.Outputs);
        return new(shape, [.. layers], loss);
    }

    private static Layer? Normalization(ModelPlan plan, int channels) => plan.Normalization switch
    {
        "batch" => new BatchNormLayer(),
        "group" => new GroupNormLayer { Groups = plan.Groups ?? Math.Min(8, channels & -channels) },
        // One group is layer normalization of an image, with a scale per channel.
        "layer" => new GroupNormLayer { Groups = 1 },
        _ => null,
    };
}

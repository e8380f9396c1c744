using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// Norms within an example: normalised without parameters, then a gain and a shift of which every example has its copy
/// (<see cref="CopySite"/>). Norms over a batch mix examples and have no rule.
/// </summary>
internal static class NormSites
{
    /// <summary>Layer norm over the last dimensions, those of its gain.</summary>
    /// <param name="input">[n, ..., *shape].</param>
    /// <param name="weight">Gains [*shape].</param>
    /// <param name="bias">Shifts [*shape].</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="tape">Where it is noted.</param>
    public static Tensor Layer(Tensor input, Tensor weight, Tensor bias, double eps, ClippingTape tape)
    {
        var positions = input.shape[1..^weight.shape.Length].Select(_ => 1L);
        return Affine(nn.functional.layer_norm(input, weight.shape, eps: eps), weight, bias, [.. positions, .. weight.shape], tape);
    }

    /// <summary>Group norm over channels and all that follows them.</summary>
    /// <param name="input">[n, channels, ...].</param>
    /// <param name="groups">Of channels.</param>
    /// <param name="weight">[channels].</param>
    /// <param name="bias">[channels].</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="tape">Where it is noted.</param>
    public static Tensor Group(Tensor input, long groups, Tensor weight, Tensor bias, double eps, ClippingTape tape)
    {
        var positions = input.shape[2..].Select(_ => 1L);
        return Affine(nn.functional.group_norm(input, groups, eps: eps), weight, bias, [input.shape[1], .. positions], tape);
    }

    private static Tensor Affine(Tensor normalised, Tensor weight, Tensor bias, long[] spread, ClippingTape tape)
    {
        var examples = normalised.shape[0];
        var scaled = normalised.mul(CopySite.Apply(weight, examples, tape).reshape([examples, .. spread]));
        return scaled.add(CopySite.Apply(bias, examples, tape).reshape([examples, .. spread]));
    }
}

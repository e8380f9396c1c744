using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// Norms within an example: normalised without parameters, then a gain and a shift of which every example has its copy
/// (<see cref="CopySite"/>). Norms over a batch mix examples and have no rule.
/// </summary>
internal static class NormSites
{
    /// <summary>Layer norm over the last dimensions.</summary>
    /// <param name="input">[n, ..., *shape].</param>
    /// <param name="weight">Gains, shaped as the dimensions that are normalised; null for none.</param>
    /// <param name="bias">Shifts, shaped likewise; null for none.</param>
    /// <param name="shape">The dimensions that are normalised, as they are.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="tape">Where it is noted.</param>
    public static Tensor Layer(Tensor input, long[] shape, Tensor? weight, Tensor? bias, double eps, ClippingTape tape)
    {
        var positions = input.shape[1..^shape.Length].Select(_ => 1L);
        return Affine(nn.functional.layer_norm(input, shape, eps: eps), weight, bias, [.. positions, .. shape], tape);
    }

    /// <summary>Group norm over channels and all that follows them.</summary>
    /// <param name="input">[n, channels, ...].</param>
    /// <param name="groups">Of channels.</param>
    /// <param name="weight">[channels], or null.</param>
    /// <param name="bias">[channels], or null.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="tape">Where it is noted.</param>
    public static Tensor Group(Tensor input, long groups, Tensor? weight, Tensor? bias, double eps, ClippingTape tape)
    {
        var positions = input.shape[2..].Select(_ => 1L);
        return Affine(nn.functional.group_norm(input, groups, eps: eps), weight, bias, [input.shape[1], .. positions], tape);
    }

    private static Tensor Affine(Tensor normalised, Tensor? weight, Tensor? bias, long[] spread, ClippingTape tape)
    {
        var examples = normalised.shape[0];
        if (weight is not null) normalised = normalised.mul(CopySite.Apply(weight, examples, tape).reshape([examples, .. spread]));
        return bias is null ? normalised : normalised.add(CopySite.Apply(bias, examples, tape).reshape([examples, .. spread]));
    }
}

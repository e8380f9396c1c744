using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// A parameter of which every example uses a copy of its own, so that autograd itself gives the gradients of single examples. For
/// parameters that are small beside what they touch: gains and shifts of norms, positions, a class token.
/// </summary>
/// <param name="copies">[n, ...the parameter's shape], leaf of the graph.</param>
/// <param name="parameter">What it copies.</param>
internal sealed class CopySite(Tensor copies, Tensor parameter) : ClippedSite(copies, parameter)
{
    private PerExample? gradients;

    /// <summary>The copies, noted.</summary>
    /// <param name="parameter">Of any shape.</param>
    /// <param name="examples">n.</param>
    /// <param name="tape">Where they are noted.</param>
    /// <returns>[n, ...the parameter's shape], to be used in the parameter's place; a view without storage of its own.</returns>
    public static Tensor Apply(Tensor parameter, long examples, ClippingTape tape)
    {
        var copies = parameter.detach().unsqueeze(0).expand([examples, .. parameter.shape]);
        tape.Record(new CopySite(copies, parameter));
        return copies;
    }

    /// <inheritdoc/>
    public override Tensor SquaredNorms(Tensor gradient) => (gradients = new PerExample(gradient)).SquaredNorms();

    /// <inheritdoc/>
    public override void AddTo(Tensor gradient, Tensor factors, Tensor broken, IReadOnlyList<Tensor> sums) => gradients!.AddTo(factors, broken, sums[0]);
}

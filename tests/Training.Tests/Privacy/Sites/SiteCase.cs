using Federated.Training.Privacy;
using Federated.Training.Randomness;
using static TorchSharp.torch;

namespace Federated.Training.Tests.Privacy.Sites;

/// <summary>One operation in its two forms.</summary>
/// <param name="Input">[n, ...].</param>
/// <param name="Parameters">float64, of which autograd gives gradients.</param>
/// <param name="Plain">What torch makes of one example [1, ...], given its number.</param>
/// <param name="Taped">What is made of all of them [n, ...] under a tape, with parameters that ask for no gradient.</param>
internal sealed record SiteCase(Tensor Input, Tensor[] Parameters, Func<Tensor, int, Tensor> Plain, Func<Tensor, Tensor[], ClippingTape, Tensor> Taped)
{
    private const double Tolerance = 1e-10;

    /// <summary>Numbers of which every test has its own.</summary>
    internal static Tensor Random(DeterministicRandom random, params long[] shape)
    {
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++) values[i] = random.NextGaussian();
        return tensor(values, shape);
    }

    /// <summary>The same as a parameter.</summary>
    internal static Tensor Parameter(DeterministicRandom random, params long[] shape) => Random(random, shape).mul(0.5).requires_grad_();

    /// <summary>
    /// Compares value, norms and weighted sum with one example at a time. Every other example is huge, so that factors matter; one is
    /// broken and must count as zero, whatever is in it.
    /// </summary>
    internal void Check(DeterministicRandom random)
    {
        var examples = (int)Input.shape[0];
        var tape = new ClippingTape();
        Tensor[] quiet = [.. Parameters.Select(parameter => parameter.detach())];
        var output = Taped(Input, quiet, tape);
        var slopes = Random(random, output.shape);
        var factors = Random(random, examples).abs();
        var broken = zeros([examples], dtype: ScalarType.Bool);
        var last = examples - 1;
        if (examples > 1) broken[last] = tensor(true);
        // The gradient of a broken example is not finite anywhere that it is not zero.
        if (examples > 1) slopes[last] = full_like(slopes[last], double.NaN);
        var gradients = autograd.grad([output.mul(slopes).sum()], [.. tape.Sites.Select(site => site.Output)]);

        using var still = no_grad();
        var squares = zeros([examples], dtype: ScalarType.Float64);
        for (var i = 0; i < gradients.Count; i++) squares.add_(tape.Sites[i].SquaredNorms(gradients[i]));
        Dictionary<Tensor, Tensor> sums = new(ReferenceEqualityComparer.Instance);
        foreach (var parameter in quiet) sums[parameter] = zeros_like(parameter);
        for (var i = 0; i < gradients.Count; i++)
            tape.Sites[i].AddTo(gradients[i], factors, broken, [.. tape.Sites[i].Parameters.Select(parameter => sums[parameter])]);
        Assert.Equal(quiet.Length, tape.Sites.Sum(site => site.Parameters.Count));

        Tensor[] expected = [.. Parameters.Select(parameter => zeros_like(parameter))];
        for (var i = 0; i < (examples > 1 ? last : examples); i++)
        {
            using var recording = enable_grad();
            var value = Plain(Input.narrow(0, i, 1), i);
            Near(value.detach(), output.detach().narrow(0, i, 1), "value");
            var exact = autograd.grad([value.mul(slopes.narrow(0, i, 1)).sum()], Parameters);
            Near(exact.Aggregate(zeros([], dtype: ScalarType.Float64), (sum, gradient) => sum.add(gradient.square().sum())), squares[i], "square");
            for (var j = 0; j < exact.Count; j++) expected[j] = expected[j].add(exact[j].mul(factors[i])).detach();
        }

        // Zero where a rectifier let nothing through.
        if (examples > 1) Assert.True(squares[last].item<double>() is double.NaN or 0);
        for (var j = 0; j < expected.Length; j++) Near(expected[j], sums[quiet[j]], $"sum {j}");
    }

    private static void Near(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        var distance = expected.sub(actual).abs().max().item<double>();
        Assert.True(distance <= Tolerance * (1 + expected.abs().max().item<double>()), FormattableString.Invariant($"The {what} is off by {distance}."));
    }
}

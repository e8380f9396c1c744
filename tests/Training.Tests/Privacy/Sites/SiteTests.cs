using Federated.Training.Privacy;
using Federated.Training.Randomness;
using FsCheck;
using FsCheck.Fluent;
using static TorchSharp.torch;

namespace Federated.Training.Tests.Privacy.Sites;

/// <summary>Every rule against autograd, one example at a time, over random shapes.</summary>
public sealed class SiteTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(25);

    [Fact]
    public void Linear_OfVectorsAndSequences_AgreesWithOneAtATime() => Holds(random =>
    {
        var (width, outputs) = (Size(random, 6), Size(random, 6));
        // Up to three dimensions of positions; many of them, and few, so that both ways to a norm are taken.
        long[] positions = [.. Enumerable.Range(0, random.NextBelow(3)).Select(_ => Size(random, 7))];
        var input = SiteCase.Random(random, [Size(random, 5), .. positions, width]);
        var weight = SiteCase.Parameter(random, outputs, width);
        var bias = random.NextBelow(2) == 0 ? SiteCase.Parameter(random, outputs) : null;
        return new SiteCase(input, Present(weight, bias), (x, _) => nn.functional.linear(x, weight, bias), (x, p, tape) => LinearSite.Apply(x, p[0], Second(p), tape));
    });

    [Fact]
    public void Convolution_OfImages_AgreesWithOneAtATime() => Holds(random =>
    {
        var groups = Size(random, 3);
        var (channels, outputs) = (groups * Size(random, 3), groups * Size(random, 3));
        (long, long) kernel = (Size(random, 3), Size(random, 3)), stride = (Size(random, 2), Size(random, 2)), dilation = (Size(random, 2), Size(random, 2));
        (long, long) padding = (random.NextBelow(3), random.NextBelow(3));
        var input = SiteCase.Random(random, Size(random, 4), channels, 4 + Size(random, 5), 4 + Size(random, 5));
        var weight = SiteCase.Parameter(random, outputs, channels / groups, kernel.Item1, kernel.Item2);
        var bias = random.NextBelow(2) == 0 ? SiteCase.Parameter(random, outputs) : null;
        return new SiteCase(
            input, Present(weight, bias), (x, _) => nn.functional.conv2d(x, weight, bias, Pair(stride), Pair(padding), Pair(dilation), groups),
            (x, p, tape) => ConvolutionSite.Apply(x, p[0], Second(p), stride, padding, dilation, groups, tape));
    });

    [Fact]
    public void Convolution_WithManyWeightsAndFewPlaces_TakesGramMatrices() => Holds(random =>
    {
        var input = SiteCase.Random(random, 3, 8, 4, 4);
        var weight = SiteCase.Parameter(random, 9, 8, 3, 3);
        return new SiteCase(
            input, [weight], (x, _) => nn.functional.conv2d(x, weight), (x, p, tape) => ConvolutionSite.Apply(x, p[0], null, (1, 1), (0, 0), (1, 1), 1, tape));
    });

    [Fact]
    public void Convolution_OfSequences_AgreesWithOneAtATime() => Holds(random =>
    {
        var groups = Size(random, 2);
        var (channels, outputs, kernel) = (groups * Size(random, 3), groups * Size(random, 3), Size(random, 3));
        var (stride, dilation, padding) = (Size(random, 2), Size(random, 2), (long)random.NextBelow(3));
        var input = SiteCase.Random(random, Size(random, 4), channels, 4 + Size(random, 5));
        var weight = SiteCase.Parameter(random, outputs, channels / groups, kernel);
        var bias = random.NextBelow(2) == 0 ? SiteCase.Parameter(random, outputs) : null;
        return new SiteCase(
            input, Present(weight, bias), (x, _) => nn.functional.conv1d(x, weight, bias, stride, padding, dilation, groups),
            (x, p, tape) => ConvolutionSite.Apply(x, p[0], Second(p), stride, padding, dilation, groups, tape));
    });

    [Fact]
    public void TransposedConvolution_AgreesWithOneAtATime() => Holds(random =>
    {
        var (channels, outputs) = (Size(random, 3), Size(random, 3));
        (long, long) kernel = (2 + Size(random, 2), 2 + Size(random, 2)), stride = (Size(random, 2), Size(random, 2)), dilation = (Size(random, 2), Size(random, 2));
        (long, long) padding = (random.NextBelow(2), random.NextBelow(2)), more = (random.NextBelow((int)stride.Item1), random.NextBelow((int)stride.Item2));
        var input = SiteCase.Random(random, Size(random, 4), channels, 1 + Size(random, 4), 1 + Size(random, 4));
        var weight = SiteCase.Parameter(random, channels, outputs, kernel.Item1, kernel.Item2);
        var bias = random.NextBelow(2) == 0 ? SiteCase.Parameter(random, outputs) : null;
        return new SiteCase(
            input, Present(weight, bias), (x, _) => nn.functional.conv_transpose2d(x, weight, bias, Pair(stride), Pair(padding), Pair(more), Pair(dilation)),
            (x, p, tape) => TransposedConvolutionSite.Apply(x, p[0], Second(p), stride, padding, more, dilation, tape));
    });

    [Fact]
    public void LayerNorm_OverOneOrTwoDimensions_AgreesWithOneAtATime() => Holds(random =>
    {
        long[] shape = [.. Enumerable.Range(0, 1 + random.NextBelow(2)).Select(_ => 1 + Size(random, 4))];
        long[] positions = [.. Enumerable.Range(0, random.NextBelow(3)).Select(_ => Size(random, 4))];
        var input = SiteCase.Random(random, [Size(random, 4), .. positions, .. shape]);
        var weight = SiteCase.Parameter(random, shape);
        var bias = random.NextBelow(2) == 0 ? SiteCase.Parameter(random, shape) : null;
        return new SiteCase(
            input, Present(weight, bias), (x, _) => nn.functional.layer_norm(x, shape, weight, bias, 1e-5),
            (x, p, tape) => NormSites.Layer(x, shape, p[0], Second(p), 1e-5, tape));
    });

    [Fact]
    public void GroupNorm_AgreesWithOneAtATime() => Holds(random =>
    {
        var groups = Size(random, 3);
        var channels = groups * Size(random, 3);
        long[] positions = [.. Enumerable.Range(0, 1 + random.NextBelow(2)).Select(_ => 1 + Size(random, 4))];
        var input = SiteCase.Random(random, [Size(random, 4), channels, .. positions]);
        var weight = SiteCase.Parameter(random, channels);
        var bias = SiteCase.Parameter(random, channels);
        return new SiteCase(
            input, [weight, bias], (x, _) => nn.functional.group_norm(x, groups, weight, bias, 1e-5),
            (x, p, tape) => NormSites.Group(x, groups, p[0], p[1], 1e-5, tape));
    });

    [Fact]
    public void Embedding_WithRepeatedIdsAndPadding_AgreesWithOneAtATime() => Holds(random =>
    {
        var (size, length, examples) = (Size(random, 6), Size(random, 9), Size(random, 5));
        var ids = new double[examples * length];
        for (var i = 0; i < ids.Length; i++) ids[i] = random.NextBelow((int)size);
        var table = SiteCase.Parameter(random, size, Size(random, 5));
        long? padding = random.NextBelow(2) == 0 ? 0 : null;
        return new SiteCase(
            tensor(ids, [examples, length]), [table], (x, _) => Looked(x, table, padding), (x, p, tape) => EmbeddingSite.Apply(x, p[0], padding, tape));
    });

    [Fact]
    public void Copies_OfPositionsAddedToASequence_AgreeWithOneAtATime() => Holds(random =>
    {
        var (length, width) = (Size(random, 6), Size(random, 5));
        var positions = SiteCase.Parameter(random, length, width);
        return new SiteCase(
            SiteCase.Random(random, Size(random, 5), length, width), [positions], (x, _) => x.add(positions),
            (x, p, tape) => x.add(CopySite.Apply(p[0], x.shape[0], tape)));
    });

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(1.5)]
    public void Embedding_OfWhatIsNoId_HasANormThatIsNotFinite(double token)
    {
        using var scope = NewDisposeScope();
        var tape = new ClippingTape();
        var table = ones([4, 3], dtype: ScalarType.Float64);
        var output = EmbeddingSite.Apply(tensor(new[] { 1, token, 2, 3 }, [2, 2]), table, null, tape);
        var gradient = autograd.grad([output.sum()], [output])[0];
        var squares = tape.Sites[0].SquaredNorms(gradient);
        Assert.True(double.IsNaN(squares[0].item<double>()));
        Assert.Equal(6, squares[1].item<double>());
    }

    [Fact]
    public void NormFromGramMatrices_WhereAllCancels_IsNotBelowTheTruth()
    {
        // Two positions with opposite gradients, so that nothing is left but what rounding makes of it.
        using var scope = NewDisposeScope();
        var random = new DeterministicRandom(5);
        var x = SiteCase.Random(random, 1, 1, 40).mul(1e12);
        var g = SiteCase.Random(random, 1, 1, 40).mul(1e12);
        var inputs = cat([x, x.mul(1 + 1e-9)], 1);
        var gradients = cat([g, g.neg()], 1);
        var products = new PositionProducts(inputs);
        var bound = products.SquaredNorms(gradients);
        var made = gradients.transpose(1, 2).bmm(inputs).square().sum();
        Assert.True(bound.item<double>() >= made.item<double>());
        Assert.True(bound.item<double>() <= inputs.square().sum().mul(gradients.square().sum()).item<double>());
    }

    private static Tensor Looked(Tensor tokens, Tensor table, long? padding)
    {
        var ids = tokens.to_type(ScalarType.Int64);
        var rows = table.index_select(0, ids.flatten()).reshape([.. ids.shape, table.shape[1]]);
        return padding is { } id ? where(ids.eq(id).unsqueeze(2), rows.detach(), rows) : rows;
    }

    private static void Holds(Func<DeterministicRandom, SiteCase> make) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            using var scope = NewDisposeScope();
            var random = new DeterministicRandom((ulong)seed);
            make(random).Check(random);
        }).Check(Runs);

    private static long Size(DeterministicRandom random, int most) => 1 + random.NextBelow(most);

    private static long[] Pair((long, long) pair) => [pair.Item1, pair.Item2];

    private static Tensor[] Present(Tensor weight, Tensor? bias) => bias is null ? [weight] : [weight, bias];

    private static Tensor? Second(Tensor[] parameters) => parameters.Length > 1 ? parameters[1] : null;
}

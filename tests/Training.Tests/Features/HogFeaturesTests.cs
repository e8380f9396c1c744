using System.Diagnostics;
using System.Security.Cryptography;
using Federated.Domain.Errors;
using Federated.Training.Data;
using Federated.Training.Features;
using Federated.Training.Randomness;
using Xunit.Abstractions;

namespace Federated.Training.Tests.Features;

public sealed class HogFeaturesTests(ITestOutputHelper output)
{
    private const float NoEdge = -HogFeatures.EdgeOffset * HogFeatures.EdgeScale;

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Extract_FlatImage_HasBrightnessAndNoEdges(float level)
    {
        var features = Features((_, _) => level);
        for (var i = 0; i < features.Length; i++)
        {
            var expected = i % 9 == 8 ? (level - HogFeatures.BrightnessOffset) * HogFeatures.BrightnessScale : NoEdge;
            Assert.Equal(expected, features[i], 1e-5f);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Extract_RampAlongAnOrientation_FallsIntoThatOrientationAlone(int orientation)
    {
        var angle = orientation * Math.PI / 8;
        foreach (var sign in new[] { 1, -1 })
        {
            var features = Features((x, y) => 0.5 + sign * 0.01 * ((x - 14) * Math.Cos(angle) + (y - 14) * Math.Sin(angle)));
            // A cell that does not touch the border: central differences of slope 0.01 are 0.02.
            var cell = features.AsSpan((3 * 7 + 3) * 9, 8);
            for (var k = 0; k < 8; k++)
            {
                var expected = k == orientation ? (float)((Math.Sqrt(0.02) - HogFeatures.EdgeOffset) * HogFeatures.EdgeScale) : NoEdge;
                Assert.Equal(expected, cell[k], 5e-3f);
            }
        }
    }

    [Fact]
    public void Extract_RampBetweenTwoOrientations_IsSharedByThem()
    {
        var angle = 2.5 * Math.PI / 8;
        var cell = Features((x, y) => 0.5 + 0.01 * ((x - 14) * Math.Cos(angle) + (y - 14) * Math.Sin(angle))).AsSpan((3 * 7 + 3) * 9, 8);
        Assert.Equal(cell[2], cell[3], 5e-3f);
        Assert.True(cell[2] > NoEdge + 0.2f);
        foreach (var k in new[] { 0, 1, 4, 5, 6, 7 }) Assert.Equal(NoEdge, cell[k], 5e-3f);
    }

    [Fact]
    public void Extract_OnePixel_ChangesOnlyTheCellsThatSeeIt()
    {
        var flat = Features((_, _) => 0);
        var dotted = Features((x, y) => x == 8 && y == 9 ? 1 : 0);
        var changed = Enumerable.Range(0, HogFeatures.Count).Where(i => flat[i] != dotted[i]).Select(i => i / 9).Distinct();
        Assert.Equal([2 * 7 + 1, 2 * 7 + 2], changed);
        Assert.Equal(1f / 16 * HogFeatures.BrightnessScale, dotted[(2 * 7 + 2) * 9 + 8] - flat[(2 * 7 + 2) * 9 + 8], 1e-5f);
    }

    [Fact]
    public void Extract_RandomImages_AgreesWithThePlainFormula()
    {
        var random = new DeterministicRandom(3);
        for (var repeat = 0; repeat < 20; repeat++)
        {
            var pixels = new double[784];
            foreach (ref var pixel in pixels.AsSpan()) pixel = random.NextDouble();
            var features = Features((x, y) => pixels[y * 28 + x]);
            for (var i = 0; i < features.Length; i++) Assert.Equal(Plain(pixels, i), features[i], 1e-3);
        }
    }

    [Fact]
    public void Extract_AnyMachine_SameBits()
    {
        var random = new DeterministicRandom(3);
        var images = new float[200 * 784];
        foreach (ref var pixel in images.AsSpan()) pixel = random.NextBelow(256);
        var features = HogFeatures.Apply(new Dataset(images, 784, new long[200]));
        Assert.True(BitConverter.IsLittleEndian);
        var hash = SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(features.Features.Span));
        Assert.Equal("33FE12CEDBB340B0", Convert.ToHexString(hash)[..16]);
    }

    [Fact]
    public void Apply_FashionMnist_GivesInputsOfOrderOne_InLittleTime()
    {
        var images = TestFiles.RawFashionMnist("train");
        var clock = Stopwatch.StartNew();
        var features = HogFeatures.Apply(images);
        output.WriteLine($"{images.Count} images in {clock.Elapsed.TotalSeconds:F2} s");

        Assert.Equal((60_000, 441), (features.Count, features.FeatureCount));
        Assert.Equal(images.Labels.ToArray(), features.Labels.ToArray());
        double squares = 0, largest = 0;
        foreach (var value in features.Features.Span)
        {
            squares += (double)value * value;
            largest = Math.Max(largest, Math.Abs(value));
        }
        Assert.InRange(Math.Sqrt(squares / features.Features.Length), 0.3, 1.2);
        Assert.InRange(largest, 1, 5);
        // Loose, for a machine that does much else: it takes a fraction of a second.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public void Apply_OtherImagesOrWhite_AreRefused()
    {
        TestFiles.Fails(ErrorCodes.DataMismatch, () => HogFeatures.Apply(new Dataset(new float[30], 30, [0])), "30 features", "wants 784");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => HogFeatures.Extract(new float[784], new float[440]), "440 values", "441");
        foreach (var white in new[] { 0, -1, float.NaN, float.PositiveInfinity })
            TestFiles.Fails(ErrorCodes.PlanInvalid, () => HogFeatures.Apply(new Dataset(new float[784], 784, [0]), white), "White");
    }

    private static float[] Features(Func<int, int, double> pixel)
    {
        var image = new float[784];
        for (var i = 0; i < 784; i++) image[i] = (float)(255 * pixel(i % 28, i / 28));
        var features = new float[HogFeatures.Count];
        HogFeatures.Extract(image, features);
        return features;
    }

    private static double Plain(double[] pixels, int index)
    {
        int cell = index / 9, k = index % 9;
        double sum = 0;
        for (var y = cell / 7 * 4; y < cell / 7 * 4 + 4; y++)
        {
            for (var x = cell % 7 * 4; x < cell % 7 * 4 + 4; x++)
            {
                double gx = At(x + 1, y) - At(x - 1, y), gy = At(x, y + 1) - At(x, y - 1);
                double along = Math.Abs(gx * Math.Cos(k * Math.PI / 8) + gy * Math.Sin(k * Math.PI / 8)), dead = Math.Cos(Math.PI / 8);
                sum += k == 8 ? At(x, y) : Math.Max(0, along - Math.Sqrt(gx * gx + gy * gy) * dead) / (1 - dead);
            }
        }
        return k == 8
            ? (sum / 16 - HogFeatures.BrightnessOffset) * HogFeatures.BrightnessScale
            : (Math.Sqrt(sum / 16) - HogFeatures.EdgeOffset) * HogFeatures.EdgeScale;

        double At(int x, int y) => pixels[Math.Clamp(y, 0, 27) * 28 + Math.Clamp(x, 0, 27)];
    }
}

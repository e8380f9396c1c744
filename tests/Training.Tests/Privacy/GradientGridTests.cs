using Federated.Domain.Errors;
using Federated.Training.Privacy;

namespace Federated.Training.Tests.Privacy;

public sealed class GradientGridTests
{
    [Theory]
    [InlineData(1, 1.7, 57_866, 30)]
    [InlineData(1, 4.01, 57_866, 28)]
    [InlineData(0.3, 3.21, 62, 31)]
    public void Constructor_FollowsTheDesign(double clip, double z, int dimension, int bits)
    {
        var grid = new GradientGrid(clip, z, dimension);
        Assert.Equal(bits, grid.FractionalBits);
        Assert.Equal((long)Math.Ceiling(clip * Math.Pow(2, bits)) + (long)Math.Ceiling(Math.Sqrt(dimension)), grid.Sensitivity);
        Assert.InRange(grid.Sigma, 1L << 30, (1L << 31) + 3_000);
        Assert.InRange(grid.NoiseMultiplier, z, z * (1 + 1e-8));
    }

    [Fact]
    public void Quantize_RoundsOnce_ToNearestEven()
    {
        var grid = new GradientGrid(1, 1.7, 4);
        var unit = grid.Value(1);
        var units = new long[5];
        grid.Quantize([2.5 * unit, 3.5 * unit, -2.5 * unit, 1, -0.2 * unit], units);
        Assert.Equal([2, 4, -2, 1L << 30, 0], units);
    }

    [Fact]
    public void Constructor_WithoutAGrid_IsRefused()
    {
        foreach (var bad in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            TestFiles.Fails(ErrorCodes.PlanInvalid, () => _ = new GradientGrid(bad, 1, 1), "clip norm");
            TestFiles.Fails(ErrorCodes.PlanInvalid, () => _ = new GradientGrid(1, bad, 1), "noise multiplier");
        }
        TestFiles.Fails(ErrorCodes.PlanInvalid, () => _ = new GradientGrid(1e12, 1, 1), "fractional bits");
        TestFiles.Fails(ErrorCodes.PlanInvalid, () => _ = new GradientGrid(1e-12, 1, 1), "fractional bits");
        TestFiles.Fails(ErrorCodes.PlanInvalid, () => _ = new GradientGrid(1e8, 1e-8, 1), "below 2^52");
    }
}

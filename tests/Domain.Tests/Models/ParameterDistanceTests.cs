using Federated.Domain.Models;

namespace Federated.Domain.Tests.Models;

public sealed class ParameterDistanceTests
{
    private static readonly ParameterLayout Layout = ParameterLayout.Create([new("weight", [2, 2]), new("bias", [1])]);

    [Fact]
    public void Between_TwoModels_IsL2AndLargestByTensor()
    {
        var distance = ParameterDistance.Between(Layout, [1, 2, 3, 4, 5], [1, 5, 3, 0, -7]);

        Assert.Equal((13.0, 12.0), (distance.L2, distance.Maximum));
        Assert.Equal([new("weight", 4, 5, 4), new("bias", 1, 12, 12)], distance.Tensors.ToArray());
    }

    [Fact]
    public void Between_TheSame_IsZero() => Assert.Equal(0, ParameterDistance.Between(Layout, [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]).L2);

    [Fact]
    public void Between_NotFinite_IsNotFinite() =>
        Assert.True(double.IsNaN(ParameterDistance.Between(Layout, [float.NaN, 2, 3, 4, 5], [1, 2, 3, 4, 5]).L2));

    [Fact]
    public void Between_OtherLength_Refuses() => Assert.Throws<ArgumentException>(() => ParameterDistance.Between(Layout, [1], [1, 2, 3, 4, 5]));
}

using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Models;

public sealed class ParameterLayoutTests
{
    private static readonly ParameterTensor Weight = new("layers.0.weight", [2, 3]);
    private static readonly ParameterTensor Bias = new("layers.0.bias", [2]);

    [Fact]
    public void Hash_OfTwoTensors_IsSha256OfTheDocumentedText()
    {
        var layout = ParameterLayout.Create([Weight, Bias]);

        // sha256("federated.layout.v1\n[2,3] layers.0.weight\n[2] layers.0.bias\n"), from Python's hashlib.
        Assert.Equal("4736dc8e18751bef7065fc8f48d44e7859ae96956eb67c9167d741cc7e92e4b5", layout.Hash.ToString());
    }

    [Fact]
    public void Create_TwoTensors_CountsAndPlacesThem()
    {
        var layout = ParameterLayout.Create([Weight, Bias, new("scale", [])]);

        Assert.Equal(9, layout.ParameterCount);
        Assert.Equal([0, 6, 8], layout.Tensors.Select(tensor => layout.OffsetOf(tensor.Name)));
    }

    [Fact]
    public void Equality_SameTensorsInOrder_HoldsAndOtherwiseNot()
    {
        var layout = ParameterLayout.Create([Weight, Bias]);

        Assert.Equal(layout, ParameterLayout.Create([new("layers.0.weight", [2, 3]), new("layers.0.bias", [2])]));
        Assert.NotEqual(layout, ParameterLayout.Create([Bias, Weight]));
        Assert.NotEqual(layout, ParameterLayout.Create([Weight with { Shape = [3, 2] }, Bias]));
        Assert.NotEqual(layout.Hash, ParameterLayout.Create([Bias, Weight]).Hash);
    }

    [Fact]
    public void Tensor_SameNameAndDimensions_AreEqualWithEqualHashCodes()
    {
        var other = new ParameterTensor("layers.0.weight", [2, 3]);

        Assert.Equal(Weight, other);
        Assert.Equal(Weight.GetHashCode(), other.GetHashCode());
    }

    public static TheoryData<string, ParameterTensor[]> BadLayouts => new()
    {
        { "none", [] },
        { "repeated", [Weight, Weight] },
        { "zero dimension", [Weight with { Shape = [2, 0] }] },
        { "negative dimension", [Weight with { Shape = [-2, -3] }] },
        { "too many values", [Weight with { Shape = [int.MaxValue, int.MaxValue, int.MaxValue] }] },
        { "too many in all", [new("a", [int.MaxValue - 100]), new("b", [int.MaxValue - 100])] },
        { "empty name", [new("", [1])] },
        { "reserved name", [new("__metadata__", [1])] },
        { "line feed", [new("a\nb", [1])] },
        { "unpaired surrogate", [new("a\ud800", [1])] },
        { "long name", [new(new string('a', 257), [1])] },
    };

    [Theory]
    [MemberData(nameof(BadLayouts))]
    public void Create_BadTensors_IsRefused(string what, ParameterTensor[] tensors)
    {
        Assert.NotEmpty(what);
        Refusal.Of(ErrorCodes.ModelMalformed, () => ParameterLayout.Create(tensors));
    }

    [Fact]
    public void OffsetOf_UnknownName_IsRefused() =>
        Refusal.Of(ErrorCodes.ModelMalformed, () => ParameterLayout.Create([Weight]).OffsetOf("layers.9.weight"));
}

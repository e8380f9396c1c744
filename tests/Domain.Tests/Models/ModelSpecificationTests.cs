using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Models;

public sealed class ModelSpecificationTests
{
    private static readonly ModelSpecification Mlp = new("mlp", 441, [128], 10, Activation.Tanh);

    [Fact]
    public void Layout_OfMlp_IsPyTorchsOrder()
    {
        var layout = Mlp.Layout;

        Assert.Equal(57_866, layout.ParameterCount);
        Assert.Equal(
            ["layers.0.weight [128,441]", "layers.0.bias [128]", "layers.1.weight [10,128]", "layers.1.bias [10]"],
            layout.Tensors.Select(tensor => tensor.ToString()));
    }

    [Fact]
    public void Layout_OfLogistic_IsOneLayer() =>
        Assert.Equal(["layers.0.weight [1,30]", "layers.0.bias [1]"],
            new ModelSpecification("logistic", 30, [], 1, Activation.Relu).Layout.Tensors.Select(tensor => tensor.ToString()));

    [Fact]
    public void InitialParameters_OfSeed42_AreTheDocumentedBits()
    {
        var values = new ModelSpecification("logistic", 3, default, 2, Activation.Relu).InitialParameters(42);

        // From an independent implementation of the remarks, in Python.
        Assert.Equal(
            [0x3eb64069, 0x3df742c6, 0x3d8038fc, unchecked((int)0xbe89b53e), 0x3be837ae, unchecked((int)0xbec14da0), 0x3de28411, unchecked((int)0xbee673d7)],
            values.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void InitialParameters_OfMlp_AreUniformWithinTheBoundOfTheirLayer()
    {
        var values = Mlp.InitialParameters(7);
        var bound = 1 / Math.Sqrt(441);
        var weights = values.AsSpan(0, 128 * 441).ToArray();

        Assert.All(weights, value => Assert.InRange(value, -bound, bound));
        Assert.InRange(weights.Max(), 0.999 * bound, bound);
        // The mean of 56,448 uniforms has standard deviation bound / sqrt(3 * 56448): six of them fail once in 5e8 seeds, and the seed is fixed.
        Assert.InRange(weights.Average(value => (double)value), -6 * bound / Math.Sqrt(3 * 56_448), 6 * bound / Math.Sqrt(3 * 56_448));
        Assert.All(values[(128 * 441 + 128)..], value => Assert.InRange(Math.Abs(value), 0, 1 / Math.Sqrt(128)));
    }

    [Fact]
    public void InitialParameters_OtherSeed_Differ()
    {
        Assert.Equal(Mlp.InitialParameters(1), Mlp.InitialParameters(1));
        Assert.NotEqual(Mlp.InitialParameters(1), Mlp.InitialParameters(2));
    }

    [Fact]
    public void Equality_SameHiddenWidths_Holds()
    {
        Assert.Equal(Mlp, new("mlp", 441, [128], 10, Activation.Tanh));
        Assert.NotEqual(Mlp, Mlp with { Hidden = [127] });
    }

    public static TheoryData<ModelSpecification> BadSpecifications =>
    [
        new("cnn", 1, [], 1, Activation.Relu),
        new("mlp", 1, [], 1, Activation.Relu),
        new("logistic", 1, [2], 1, Activation.Relu),
        new("logistic", 0, [], 1, Activation.Relu),
        new("logistic", 1, [], -1, Activation.Relu),
        new("mlp", 1, [3, 0], 1, Activation.Relu),
        new("mlp", 1, [3], 1, (Activation)9),
        new(null!, 1, [3], 1, Activation.Relu),
    ];

    [Theory]
    [MemberData(nameof(BadSpecifications))]
    public void Layout_OfBadSpecification_IsRefused(ModelSpecification specification) =>
        Refusal.Of(ErrorCodes.PlanInvalid, () => specification.Layout);
}
